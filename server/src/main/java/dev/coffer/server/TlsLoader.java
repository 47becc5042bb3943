package dev.coffer.server;

import dev.coffer.server.config.Settings.TlsFiles;
import dev.coffer.server.config.StartupException;
import dev.coffer.server.startup.DataDirectory;
import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Reads the certificate and the private key that TLS is served with. */
final class TlsLoader {
  private TlsLoader() {}

  /**
   * {@return what to serve TLS with}
   *
   * @param files a PEM certificate chain and its PEM private key, PKCS #8
   * @throws StartupException if they are missing, unusable, or do not belong together
   */
  static Tls load(TlsFiles files) {
    for (Path file : new Path[] {files.certificate(), files.privateKey()}) {
      if (!Files.isReadable(file)) {
        throw new StartupException("the TLS file " + file + " is missing or cannot be read");
      }
      DataDirectory.requireIrreplaceable(file);
    }
    try {
      Keys keys =
          Keys.builder()
              .pem(pem ->
                  pem.key(Resource.create(files.privateKey()))
                      .certChain(Resource.create(files.certificate())))
              .build();
      PrivateKey privateKey = keys.privateKey().orElseThrow();
      if (!belongTogether(privateKey, keys.certChain().getFirst().getPublicKey())) {
        throw new StartupException(
            "the TLS certificate and private key do not belong together: the certificate is for"
                + " another key");
      }
      return Tls.builder().privateKey(privateKey).privateKeyCertChain(keys.certChain()).build();
    } catch (StartupException e) {
      throw e;
    } catch (RuntimeException e) {
      // Without the cause, whose message might quote the key.
      throw new StartupException(
          "the TLS files must be a PEM certificate chain and its PEM private key in PKCS #8 form"
              + " (BEGIN PRIVATE KEY)");
    }
  }

  /** A signature tells: what the one key signs, the other verifies. */
  private static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey) {
    String algorithm =
        switch (privateKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> privateKey.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(privateKey);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
