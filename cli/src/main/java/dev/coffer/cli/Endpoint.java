package dev.coffer.cli;

import dev.coffer.client.CofferClient;
import dev.coffer.client.CofferKey;
import dev.coffer.client.TrustedCertificates;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** A server, and the key to show it. */
record Endpoint(Server server, Key key) {
  /** Which server, and how it is known to be that one. */
  sealed interface Server {
    /** Returns where it is, for messages. */
    String name();

    CofferClient.Builder client(CofferKey key);

    /** Returns what to say when a TLS connection failed. */
    String failure(SSLException reason);
  }

  /**
   * A server in the network, known by its certificate.
   *
   * @param caCertificate PEM certificates that are trusted instead of the system's
   */
  record AtUrl(URI url, Optional<Path> caCertificate) implements Server {
    @Override
    public String name() {
      return url.toString();
    }

    @Override
    public CofferClient.Builder client(CofferKey key) {
      return CofferClient.builder(url, key).sslContext(trust());
    }

    private SSLContext trust() {
      return "https".equals(url.getScheme()) ? Trust.in(caCertificate) : TrustedCertificates.none();
    }

    @Override
    public String failure(SSLException reason) {
      return Trust.failure(url, reason);
    }
  }

  /** A server on this machine, known by the socket in its data directory. */
  record OnThisMachine(LocalServer local) implements Server {
    @Override
    public String name() {
      return local.name();
    }

    @Override
    public CofferClient.Builder client(CofferKey key) {
      return CofferClient.builderOfServerOn(local.dataDirectory(), key);
    }

    @Override
    public String failure(SSLException reason) {
      throw new IllegalStateException("there is no TLS over a socket", reason);
    }
  }

  Connection connect() {
    return Connection.to(this);
  }

  /** Begins to make a client with the key. */
  CofferClient.Builder client() {
    return server.client(CofferKey.of(key.text()));
  }
}
