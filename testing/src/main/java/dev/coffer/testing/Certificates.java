package dev.coffer.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** A certificate that signed itself, made by the JDK's keytool, as PEM files. */
public record Certificates(Path certificate, Path privateKey) {
  /** What the key store of {@link #keyStore} and its entry are protected with. */
  public static final String PASSWORD = "changeit";

  /** What its entry is called. */
  public static final String ALIAS = "coffer";

  /** The name of its file. */
  public static final String STORE = "certificate.p12";

  /**
   * Makes a certificate that is good for two days.
   *
   * @param names the names in it, such as {@code ip:127.0.0.1,dns:localhost}
   */
  public static Certificates madeFor(String names, Path directory)
      throws IOException, GeneralSecurityException, InterruptedException {
    KeyStore keys = keyStore(names, directory);
    return new Certificates(
        pem(
            "CERTIFICATE",
            keys.getCertificate(ALIAS).getEncoded(),
            directory.resolve("certificate.pem")),
        pem(
            "PRIVATE KEY",
            keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded(),
            directory.resolve("private-key.pem")));
  }

  /** Makes such a certificate and its private key, in a store that also lies in the directory. */
  public static KeyStore keyStore(String names, Path directory)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path store = directory.resolve(STORE);
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-dname",
                "CN=Coffer test",
                "-ext",
                "san=" + names,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool failed");
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  private static Path pem(String type, byte[] der, Path file) throws IOException {
    String text =
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(type, Base64.getMimeEncoder().encodeToString(der), type);
    return Files.writeString(file, text.replace("\r\n", "\n"));
  }
}
