package dev.coffer.server.sealing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A second implementation of {@code docs/ciphertext-format.md}, written from that page. It uses
 * nothing of the product and no cryptography but the JDK's, so that it can disagree.
 */
final class SecondReader {
  private final Key masterKey;
  private Key recordKey;
  private Key nameKey;

  private record Key(int id, byte[] bytes) {}

  SecondReader(String masterKeyset) {
    try {
      JsonNode keyset = new JsonMapper().readTree(masterKeyset);
      JsonNode key = keyset.at("/key/0");
      byte[] aesGcmKey = Base64.getDecoder().decode(key.at("/keyData/value").asText());
      masterKey = new Key((int) key.path("keyId").asLong(), field(aesGcmKey, 3));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SecondReader withSiteKeys(String site, byte[] recordKeys, byte[] nameKeys)
      throws GeneralSecurityException {
    recordKey = unwrap(recordKeys, "coffer/1/site-record-keys/" + site);
    nameKey = unwrap(nameKeys, "coffer/1/site-name-keys/" + site);
    return this;
  }

  private Key unwrap(byte[] encryptedKeyset, String context) throws GeneralSecurityException {
    byte[] keyset =
        openTink(masterKey, field(encryptedKeyset, 2), context.getBytes(StandardCharsets.UTF_8));
    byte[] key = field(keyset, 2);
    byte[] keyData = field(key, 1);
    return new Key((int) number(key, 3), field(field(keyData, 2), 3));
  }

  byte[] openKeyCheckValue(String installation, byte[] keyCheckValue)
      throws GeneralSecurityException {
    return openTink(
        masterKey,
        keyCheckValue,
        ("coffer/1/master-key-proof/" + installation).getBytes(StandardCharsets.UTF_8));
  }

  byte[] nameIndex(String name) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(nameKey.bytes(), "HmacSHA256"));
      return Arrays.copyOf(mac.doFinal(name.getBytes(StandardCharsets.UTF_8)), 16);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] associatedData(JsonNode record, String site, boolean info) {
    return join(
        new byte[] {1, (byte) (info ? 1 : 2)},
        id(site),
        id(record.path("secret").asText()),
        number(record.path("version").asLong()),
        HexFormat.of().parseHex(record.path("nameIndex").asText()),
        number(record.path("createdAt").asLong()),
        number(record.path("updatedAt").asLong()));
  }

  byte[] open(byte[] sealed, byte[] associatedData) throws GeneralSecurityException {
    if (sealed[0] != 1) {
      throw new GeneralSecurityException("format version " + sealed[0]);
    }
    byte[] padded =
        openTink(recordKey, Arrays.copyOfRange(sealed, 1, sealed.length), associatedData);
    int length = ByteBuffer.wrap(padded).getInt();
    byte[] content = Arrays.copyOfRange(padded, 4, 4 + length);
    if (!Arrays.equals(padded, padded(content))) {
      throw new GeneralSecurityException("the padding is not as specified");
    }
    return content;
  }

  byte[] seal(byte[] content, byte[] associatedData, byte[] nonce) throws GeneralSecurityException {
    byte[] ciphertext = gcm(Cipher.ENCRYPT_MODE, recordKey, nonce, padded(content), associatedData);
    return join(new byte[] {1}, prefix(recordKey), nonce, ciphertext);
  }

  static byte[] padded(byte[] content) {
    int needed = 4 + content.length;
    int length = 128;
    while (length < needed) {
      length += Math.min(length, 4096);
    }
    return Arrays.copyOf(
        join(ByteBuffer.allocate(4).putInt(content.length).array(), content), length);
  }

  private static byte[] openTink(Key key, byte[] ciphertext, byte[] associatedData)
      throws GeneralSecurityException {
    if (!Arrays.equals(Arrays.copyOf(ciphertext, 5), prefix(key))) {
      throw new GeneralSecurityException("another key's ciphertext");
    }
    byte[] nonce = Arrays.copyOfRange(ciphertext, 5, 17);
    byte[] rest = Arrays.copyOfRange(ciphertext, 17, ciphertext.length);
    return gcm(Cipher.DECRYPT_MODE, key, nonce, rest, associatedData);
  }

  private static byte[] prefix(Key key) {
    return ByteBuffer.allocate(5).put((byte) 1).putInt(key.id()).array();
  }

  private static byte[] gcm(int mode, Key key, byte[] nonce, byte[] text, byte[] associatedData)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key.bytes(), "AES"), new GCMParameterSpec(128, nonce));
    cipher.updateAAD(associatedData);
    return cipher.doFinal(text);
  }

  /** Returns the bytes of the first length-delimited field of that number in a protocol buffer. */
  private static byte[] field(byte[] message, int wanted) {
    ByteBuffer buffer = ByteBuffer.wrap(message);
    while (buffer.hasRemaining()) {
      long tag = varint(buffer);
      long numberOrLength = varint(buffer);
      if ((tag & 7) == 2) {
        byte[] bytes = new byte[(int) numberOrLength];
        buffer.get(bytes);
        if (tag >> 3 == wanted) {
          return bytes;
        }
      }
    }
    throw new IllegalArgumentException("no field " + wanted);
  }

  /** Returns the first number in a protocol buffer's field. */
  private static long number(byte[] message, int wanted) {
    ByteBuffer buffer = ByteBuffer.wrap(message);
    while (buffer.hasRemaining()) {
      long tag = varint(buffer);
      long numberOrLength = varint(buffer);
      if ((tag & 7) == 2) {
        buffer.position(buffer.position() + (int) numberOrLength);
      } else if (tag >> 3 == wanted) {
        return numberOrLength;
      }
    }
    throw new IllegalArgumentException("no field " + wanted);
  }

  private static long varint(ByteBuffer buffer) {
    long number = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = buffer.get();
      number |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return number;
      }
    }
  }

  private static byte[] id(String uuid) {
    return HexFormat.of().parseHex(uuid.replace("-", ""));
  }

  private static byte[] number(long number) {
    return ByteBuffer.allocate(8).putLong(number).array();
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }
}
