package dev.coffer.server.sealing;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.config.TinkConfig2026;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.UUID;

/**
 * The key that wraps every site's keys: a Tink AES-256-GCM keyset that is kept outside the
 * database. Whoever holds it and the database can read everything; whoever holds only one of them
 * can read nothing.
 */
public final class MasterKey {
  private static final byte[] NOTHING = {};

  private final Aead aead;

  private MasterKey(KeysetHandle keyset) throws GeneralSecurityException {
    this.aead = keyset.getPrimitive(TinkConfig2026.get(), Aead.class);
  }

  /**
   * Makes the text of a new master key. The text is the key: it belongs in a file that only the
   * server can read.
   *
   * @return a Tink keyset in its JSON form, in the clear
   */
  public static String generateCleartextKeyset() {
    try {
      KeysetHandle keyset =
          KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, TinkConfig2026.get());
      return TinkJsonProtoKeysetFormat.serializeKeyset(
          keyset, TinkConfig2026.get(), InsecureSecretKeyAccess.get());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime cannot make an AES-256-GCM key", e);
    }
  }

  /**
   * Loads what the cryptography library needs to make and read a key, which takes much longer than
   * either; a start does it on another processor, before it has a key.
   */
  public static void loadLibrary() {
    parse(generateCleartextKeyset());
  }

  /**
   * Reads a master key.
   *
   * @param cleartextKeyset a Tink AEAD keyset in its JSON form, as {@link
   *     #generateCleartextKeyset()} makes it
   * @return the key
   * @throws UnusableMasterKey if the text is anything else; the exception does not repeat the text
   */
  public static MasterKey parse(String cleartextKeyset) {
    try {
      return new MasterKey(
          TinkJsonProtoKeysetFormat.parseKeyset(
              cleartextKeyset, TinkConfig2026.get(), InsecureSecretKeyAccess.get()));
    } catch (GeneralSecurityException | RuntimeException e) {
      // The cause is dropped on purpose: a parser's message may quote what it could not parse.
      throw new UnusableMasterKey(
          "it is not a Tink AEAD keyset in JSON form, such as `coffer serve` writes");
    }
  }

  /**
   * Makes the key check value by which {@link #matches} later recognises this key.
   *
   * @param installation the id of the database that the key check value is kept in
   * @return opaque bytes; they tell nothing about the key
   */
  public byte[] keyCheckValue(UUID installation) {
    try {
      return aead.encrypt(NOTHING, keyCheckContext(installation));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing failed", e);
    }
  }

  /**
   * Tells whether a key check value was made with this key for this database.
   *
   * @param installation the id of the database that the key check value is kept in
   * @param keyCheckValue what {@link #keyCheckValue} returned
   * @return whether this is the key
   */
  public boolean matches(UUID installation, byte[] keyCheckValue) {
    try {
      aead.decrypt(keyCheckValue, keyCheckContext(installation));
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /**
   * Makes fresh keys for a site.
   *
   * @param site the site's id, to which the keys are bound
   * @return the keys, wrapped by this master key
   */
  public WrappedSiteKeys newSiteKeys(UUID site) {
    try {
      KeysetHandle records =
          KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, TinkConfig2026.get());
      KeysetHandle names =
          KeysetHandle.generateNew(PredefinedPrfParameters.HMAC_SHA256_PRF, TinkConfig2026.get());
      return new WrappedSiteKeys(
          TinkProtoKeysetFormat.serializeEncryptedKeyset(
              records, aead, recordKeyContext(site), TinkConfig2026.get()),
          TinkProtoKeysetFormat.serializeEncryptedKeyset(
              names, aead, nameKeyContext(site), TinkConfig2026.get()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("making site keys failed", e);
    }
  }

  /**
   * Unwraps the keys of a site.
   *
   * @param site the site's id
   * @param wrapped what {@link #newSiteKeys} made for this site
   * @return the keys
   * @throws CorruptedRecord if the wrapped keys were altered, belong to another site, or were
   *     wrapped by another master key
   */
  public SiteKeys unwrap(UUID site, WrappedSiteKeys wrapped) {
    try {
      KeysetHandle records =
          TinkProtoKeysetFormat.parseEncryptedKeyset(
              wrapped.recordKeys(), aead, recordKeyContext(site), TinkConfig2026.get());
      KeysetHandle names =
          TinkProtoKeysetFormat.parseEncryptedKeyset(
              wrapped.nameKeys(), aead, nameKeyContext(site), TinkConfig2026.get());
      return new SiteKeys(records, names);
    } catch (GeneralSecurityException e) {
      throw CorruptedRecord.siteKeys(site);
    }
  }

  private static byte[] keyCheckContext(UUID installation) {
    return context("master-key-proof", installation);
  }

  private static byte[] recordKeyContext(UUID site) {
    return context("site-record-keys", site);
  }

  private static byte[] nameKeyContext(UUID site) {
    return context("site-name-keys", site);
  }

  private static byte[] context(String purpose, UUID id) {
    return ("coffer/1/" + purpose + "/" + id).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "‹master key›";
  }
}
