package dev.coffer.cli;

import dev.coffer.client.TrustedCertificates;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * A server, and the key to show it.
 *
 * @param caCertificate PEM certificates that are trusted instead of the system's
 */
record Endpoint(URI server, Key key, Optional<Path> caCertificate) {
  Connection connect() {
    return Connection.to(this);
  }

  private boolean isSecure() {
    return "https".equals(server.getScheme());
  }

  /** Returns which certificates the server may show. */
  SSLContext trust() {
    return isSecure() ? Trust.in(caCertificate) : TrustedCertificates.none();
  }
}
