package dev.coffer.web;

import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** A web server that listens on one address. */
public final class HttpListener implements AutoCloseable {
  private final WebServer server;
  private final URI uri;

  private HttpListener(WebServer server, URI uri) {
    this.server = server;
    this.uri = uri;
  }

  /**
   * {@return the address that a host means}
   *
   * @param host a name of this machine, or an address
   * @throws CannotListenException if it is neither
   */
  public static InetAddress address(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new CannotListenException("the setting host is not an address of this machine");
    }
  }

  /**
   * Starts a web server.
   *
   * @param host what to listen on
   * @param port the port; 0 takes a free one
   * @param tls what to serve TLS with; empty for plain HTTP
   * @param routes adds routes and limits
   * @return the web server, which answers requests
   * @throws CannotListenException if the host is no address of this machine, or the port is taken
   */
  public static HttpListener start(
      String host, int port, Optional<Tls> tls, Consumer<WebServerConfig.Builder> routes) {
    InetAddress address = address(host);
    WebServerConfig.Builder config =
        WebServer.builder()
            .address(address)
            .port(port)
            .shutdownHook(false)
            .connectionOptions(socket -> socket.tcpNoDelay(true)) // Else HTTP/2 waits for ACKs.
            .shutdownGracePeriod(Duration.ZERO);
    routes.accept(config);
    tls.ifPresent(config::tls);
    WebServer server = config.build();
    requireFree(host, port);
    server.start();
    if (!server.isRunning()) { // It logs what went wrong and goes on.
      throw cannotListen(host, port);
    }
    return new HttpListener(
        server,
        URI.create(
            (tls.isPresent() ? "https" : "http")
                + "://"
                + urlHost(host, address)
                + ":"
                + server.port()));
  }

  /**
   * Tells a taken port in a sentence, where the web server would log a stack trace.
   *
   * @param host what is to be listened on
   * @param port the port; 0 is always free
   * @throws CannotListenException if the host is no address of this machine, or the port is taken
   */
  public static void requireFree(String host, int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(address(host), port));
    } catch (IOException e) {
      throw cannotListen(host, port);
    }
  }

  private static CannotListenException cannotListen(String host, int port) {
    return new CannotListenException(
        "cannot listen on "
            + host
            + " port "
            + port
            + ", probably because another program does; choose another with --port");
  }

  private static String urlHost(String host, InetAddress address) {
    if (address.isAnyLocalAddress()) {
      return "localhost";
    }
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** {@return where clients on this machine reach it} */
  public URI uri() {
    return uri;
  }

  /** Stops listening, and cuts off what is under way. */
  @Override
  public void close() {
    server.stop();
  }
}
