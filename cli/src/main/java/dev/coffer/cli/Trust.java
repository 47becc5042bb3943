package dev.coffer.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Which certificates a server may show. */
final class Trust {
  private Trust() {}

  /** Trust in the certificates of a PEM file, or in the system's where no file is given. */
  static SSLContext in(Optional<Path> caCertificate) {
    try {
      return caCertificate.isEmpty() ? SSLContext.getDefault() : inFile(caCertificate.get());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  /** For plain HTTP: trusts nobody, and spares the time to read the system's certificates. */
  static SSLContext unused() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[0], null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  private static SSLContext inFile(Path file) {
    try (InputStream pem = Files.newInputStream(file)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(pem);
      if (certificates.isEmpty()) {
        throw unreadable(file);
      }
      KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
      anchors.load(null, null);
      for (Certificate certificate : certificates) {
        anchors.setCertificateEntry("ca-" + anchors.size(), certificate);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(anchors);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw unreadable(file);
    }
  }

  private static CommandFailure unreadable(Path file) {
    return new CommandFailure(
        ExitCode.USAGE, file + " cannot be read, or holds no certificate in PEM form");
  }

  /** Returns what to say when a TLS connection to the server failed. */
  static String failure(URI server, SSLException failure) {
    String reason = String.valueOf(failure.getMessage());
    if (reason.toLowerCase(Locale.ROOT).contains("unrecognized ssl message")) {
      return server + " does not speak TLS; is it an http address?";
    }
    if (reason.contains("No subject alternative") || reason.contains("No name matching")) {
      return "the certificate of "
          + server
          + " was made for another name; call the server by a name in its certificate, with --url"
          + " https://NAME:"
          + ServerUrl.port(server);
    }
    if (reason.contains("PKIX path")) {
      return "the certificate of "
          + server
          + " is not trusted here; name the certificate that signed it with --ca-certificate, or"
          + " look whether it has expired";
    }
    return "there is no TLS connection to " + server + ": " + reason;
  }
}
