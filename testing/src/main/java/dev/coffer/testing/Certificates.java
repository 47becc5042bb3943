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
  private static final char[] PASSWORD = "changeit".toCharArray();

  /**
   * Makes a certificate that is good for two days.
   *
   * @param names the names in it, such as {@code ip:127.0.0.1,dns:localhost}
   */
  public static Certificates madeFor(String names, Path directory)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path store = directory.resolve("certificate.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "coffer",
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
                new String(PASSWORD),
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
      keys.load(in, PASSWORD);
    }
    return new Certificates(
        pem(
            "CERTIFICATE",
            keys.getCertificate("coffer").getEncoded(),
            directory.resolve("certificate.pem")),
        pem(
            "PRIVATE KEY",
            keys.getKey("coffer", PASSWORD).getEncoded(),
            directory.resolve("private-key.pem")));
  }

  private static Path pem(String type, byte[] der, Path file) throws IOException {
    String text =
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(type, Base64.getMimeEncoder().encodeToString(der), type);
    return Files.writeString(file, text.replace("\r\n", "\n"));
  }
}
