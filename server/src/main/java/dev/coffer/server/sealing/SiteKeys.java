package dev.coffer.server.sealing;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.config.TinkConfig2026;
import com.google.crypto.tink.prf.HmacPrfKey;
import com.google.crypto.tink.prf.HmacPrfParameters;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A site's keys, ready for use: they seal and open its records and compute its name index. What is
 * sealed is confidential and authentic (AES-256-GCM): whoever lacks the keys learns only its padded
 * length, and cannot make, alter or move a record without {@link CorruptedRecord} being thrown when
 * it is opened.
 */
public final class SiteKeys {
  /** The version of the record format, the first byte of every sealed field. */
  static final byte FORMAT_VERSION = 1;

  private static final String HMAC_SHA256 = "HmacSHA256";

  private final Aead records;

  /**
   * Cloned for each name. Tink's own HMAC would keep one for every pair of a thread and a site, and
   * each connection has a thread.
   */
  private final Mac names;

  SiteKeys(KeysetHandle records, KeysetHandle names) throws GeneralSecurityException {
    this.records = records.getPrimitive(TinkConfig2026.get(), Aead.class);
    this.names = hmacSha256(names);
  }

  @AccessesPartialKey
  private static Mac hmacSha256(KeysetHandle keyset) throws GeneralSecurityException {
    if (!(keyset.getPrimary().getKey() instanceof HmacPrfKey key)
        || key.getParameters().getHashType() != HmacPrfParameters.HashType.SHA256) {
      throw new GeneralSecurityException("the name key is not for HMAC-SHA-256");
    }
    Mac mac = Mac.getInstance(HMAC_SHA256);
    mac.init(
        new SecretKeySpec(
            key.getKeyBytes().toByteArray(InsecureSecretKeyAccess.get()), HMAC_SHA256));
    return mac;
  }

  /**
   * {@return the name's index in this site}
   *
   * @param name a secret's name, any text
   */
  public BlindIndex nameIndex(String name) {
    try {
      byte[] hmac = ((Mac) names.clone()).doFinal(name.getBytes(StandardCharsets.UTF_8));
      return BlindIndex.of(Arrays.copyOf(hmac, BlindIndex.LENGTH));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this Java runtime cannot clone its HMAC-SHA-256", e);
    }
  }

  /**
   * Seals a secret's name and description.
   *
   * @param context the row that the result will stand in
   * @param info the encoded name and description
   * @return the sealed bytes
   */
  public byte[] sealInfo(RecordContext context, byte[] info) {
    return seal(context, RecordContext.Field.INFO, info);
  }

  /**
   * Opens a secret's name and description.
   *
   * @param context the row that the sealed bytes stand in
   * @param sealed what {@link #sealInfo} returned
   * @return the encoded name and description
   * @throws CorruptedRecord if the bytes or anything in its context is not as it was sealed
   */
  public byte[] openInfo(RecordContext context, byte[] sealed) {
    return open(context, RecordContext.Field.INFO, sealed);
  }

  /**
   * Seals a secret's value.
   *
   * @param context the row that the result will stand in
   * @param value the value's bytes; the caller wipes them
   * @return the sealed bytes
   */
  public byte[] sealValue(RecordContext context, byte[] value) {
    return seal(context, RecordContext.Field.VALUE, value);
  }

  /**
   * Opens a secret's value.
   *
   * @param context the row that the sealed bytes stand in
   * @param sealed what {@link #sealValue} returned
   * @return the value's bytes, which the caller wipes as soon as it can
   * @throws CorruptedRecord if the bytes or anything in its context is not as it was sealed
   */
  public byte[] openValue(RecordContext context, byte[] sealed) {
    return open(context, RecordContext.Field.VALUE, sealed);
  }

  private byte[] seal(RecordContext context, RecordContext.Field field, byte[] content) {
    byte[] padded = Padding.pad(content);
    try {
      byte[] ciphertext = records.encrypt(padded, context.associatedData(FORMAT_VERSION, field));
      byte[] sealed = new byte[1 + ciphertext.length];
      sealed[0] = FORMAT_VERSION;
      System.arraycopy(ciphertext, 0, sealed, 1, ciphertext.length);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing failed", e);
    } finally {
      Arrays.fill(padded, (byte) 0);
    }
  }

  private byte[] open(RecordContext context, RecordContext.Field field, byte[] sealed) {
    if (sealed.length == 0 || sealed[0] != FORMAT_VERSION) {
      throw CorruptedRecord.secret(context);
    }
    try {
      byte[] ciphertext = Arrays.copyOfRange(sealed, 1, sealed.length);
      return Padding.unpad(
          records.decrypt(ciphertext, context.associatedData(FORMAT_VERSION, field)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw CorruptedRecord.secret(context);
    }
  }

  @Override
  public String toString() {
    return "‹site keys›";
  }
}
