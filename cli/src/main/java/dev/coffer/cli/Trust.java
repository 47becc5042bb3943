package dev.coffer.cli;

import dev.coffer.client.TrustedCertificates;
import dev.coffer.wire.local.TrustedPath;
import dev.coffer.wire.local.UntrustedPathException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Which certificates a server may show. */
final class Trust {
  private Trust() {}

  /** Trust in the certificates of a PEM file, or in the system's where no file is given. */
  static SSLContext in(Optional<Path> caCertificate) {
    try {
      if (caCertificate.isEmpty()) {
        return SSLContext.getDefault();
      }
      TrustedPath.requireIrreplaceableIfOwned(caCertificate.get());
      return TrustedCertificates.in(caCertificate.get());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    } catch (UntrustedPathException e) {
      throw new CommandFailure(ExitCode.NOT_ALLOWED, "nothing was sent: " + e.getMessage());
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          caCertificate.get() + " cannot be read, or holds no certificate in PEM form");
    }
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
