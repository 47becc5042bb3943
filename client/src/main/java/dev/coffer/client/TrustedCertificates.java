package dev.coffer.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Which certificates a server may show. */
public final class TrustedCertificates {
  private TrustedCertificates() {}

  /**
   * Returns trust in the certificates of a PEM file, and in no others.
   *
   * @param pem one certificate or more
   * @throws IOException if the file cannot be read, or holds no certificate in PEM form
   */
  public static SSLContext in(Path pem) throws IOException {
    try (InputStream content = Files.newInputStream(pem)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(content);
      if (certificates.isEmpty()) {
        throw new IOException(pem + " holds no certificate in PEM form");
      }
      return trusting(certificates);
    } catch (CertificateException e) {
      throw new IOException(pem + " holds no certificate in PEM form", e);
    }
  }

  private static SSLContext trusting(Collection<? extends Certificate> certificates)
      throws IOException {
    try {
      KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
      anchors.load(null, null);
      for (Certificate certificate : certificates) {
        anchors.setCertificateEntry("trusted-" + anchors.size(), certificate);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(anchors);
      return context(factory.getTrustManagers());
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificates cannot be trusted", e);
    }
  }

  /** Returns trust in nobody, for plain HTTP: the system's certificates take time to read. */
  public static SSLContext none() {
    try {
      return context(new TrustManager[0]);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  private static SSLContext context(TrustManager[] trust) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust, null);
    return context;
  }
}
