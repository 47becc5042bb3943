package dev.coffer.web;

import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A web server that listens on one address, for HTTP/1.1. The web server stops listening for good
 * at the first connection that it cannot accept, so it is watched, and brought back.
 */
public final class HttpListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
  private static final int LOOKS_BETWEEN_PROBES = 20;
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);
  private static final int PROBE_MILLIS = 2_000;

  /** So often a listener is brought back before that is given up. */
  private static final int MOST_ATTEMPTS = 60;

  private final InetSocketAddress address;
  private final Optional<Tls> tls;
  private final ConnectionLimits limits;
  private final DirectHandler malformed;
  private final Consumer<WebServerConfig.Builder> routes;
  private final Runnable givenUp;
  private final ClientConnections connections;
  private final Thread watch =
      Thread.ofPlatform().daemon().name("listener-watch").unstarted(this::watch);
  private final URI uri;
  private WebServer server;
  private volatile boolean closed;

  private HttpListener(
      String host,
      int port,
      Optional<Tls> tls,
      ConnectionLimits limits,
      DirectHandler malformed,
      Consumer<WebServerConfig.Builder> routes,
      Runnable givenUp) {
    this.tls = tls;
    this.limits = limits;
    this.malformed = malformed;
    this.routes = routes;
    this.givenUp = givenUp;
    this.connections = new ClientConnections(limits);
    InetAddress listensOn = address(host);
    requireFree(host, port);
    this.server =
        started(new InetSocketAddress(listensOn, port)).orElseThrow(() -> cannotListen(host, port));
    this.address = new InetSocketAddress(listensOn, server.port());
    this.uri =
        URI.create(
            (tls.isPresent() ? "https" : "http")
                + "://"
                + urlHost(host, listensOn)
                + ":"
                + server.port());
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
   * Starts a web server. If it stops listening and cannot be brought back within a minute, the
   * process ends, for nobody would reach it.
   *
   * @param host what to listen on
   * @param port the port; 0 takes a free one
   * @param tls what to serve TLS with; empty for plain HTTP
   * @param limits what its clients may hold
   * @param malformed answers requests that are not HTTP enough to reach a route
   * @param routes adds routes and limits; called again whenever the web server is brought back
   * @return the web server, which answers requests
   * @throws CannotListenException if the host is no address of this machine, or the port is taken
   */
  public static HttpListener start(
      String host,
      int port,
      Optional<Tls> tls,
      ConnectionLimits limits,
      DirectHandler malformed,
      Consumer<WebServerConfig.Builder> routes) {
    return start(host, port, tls, limits, malformed, routes, HttpListener::endProcess);
  }

  /** Starts one that does something else when it cannot be brought back. */
  static HttpListener start(
      String host,
      int port,
      Optional<Tls> tls,
      ConnectionLimits limits,
      DirectHandler malformed,
      Consumer<WebServerConfig.Builder> routes,
      Runnable givenUp) {
    HttpListener listener = new HttpListener(host, port, tls, limits, malformed, routes, givenUp);
    listener.watch.start();
    return listener;
  }

  private static void endProcess() {
    LOG.error("the process ends");
    System.exit(1);
  }

  private Optional<WebServer> started(InetSocketAddress where) {
    WebServerConfig.Builder config =
        WebServer.builder()
            .address(where.getAddress())
            .port(where.getPort())
            .shutdownHook(false)
            .connectionOptions(new AcceptedSockets(connections))
            .addConnectionSelector(new BoundedHttp1Selector(connections))
            .protocolsDiscoverServices(false)
            .maxTcpConnections(limits.connections())
            .directHandlers(forEveryEvent(malformed))
            .shutdownGracePeriod(Duration.ZERO);
    routes.accept(config);
    tls.ifPresent(config::tls);
    WebServer built = config.build().start();
    return built.isRunning() ? Optional.of(built) : Optional.empty(); // It logs what went wrong.
  }

  private static DirectHandlers forEveryEvent(DirectHandler malformed) {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (EventType event : EventType.values()) {
      handlers.addHandler(event, withRequestId(malformed));
    }
    return handlers.build();
  }

  /** What reached no route has passed no filter either. */
  private static DirectHandler withRequestId(DirectHandler malformed) {
    return (request, event, status, headers, message) -> {
      try (RequestId id = RequestId.begin()) {
        DirectHandler.TransportResponse answer =
            malformed.handle(request, event, status, headers, message);
        answer.headers().set(id.header());
        LOG.atDebug()
            .addKeyValue("status", answer.status().code())
            .log("request refused before it reached a route");
        return answer;
      }
    };
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

  private void watch() {
    int looks = 0;
    while (!closed) {
      try {
        Thread.sleep(BETWEEN_LOOKS);
      } catch (InterruptedException e) {
        return; // By close().
      }
      try {
        look(++looks);
      } catch (RuntimeException e) { // Nothing else would look again.
        LOG.error("looking after the connections failed", e);
      }
    }
  }

  private void look(int looks) {
    connections.tidy();
    if (looks % LOOKS_BETWEEN_PROBES == 0 && isRefusing()) {
      bringBack();
    }
  }

  /** Tells whether nothing listens. A listener that is only busy does not refuse. */
  private boolean isRefusing() {
    try (Socket probe = new Socket()) {
      probe.connect(reachable(), PROBE_MILLIS);
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private InetSocketAddress reachable() {
    return address.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort())
        : address;
  }

  private void bringBack() {
    for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      if (closed) {
        return;
      }
      LOG.error("the server had stopped listening; it is brought back");
      if (broughtBack()) {
        return;
      }
      try {
        Thread.sleep(BETWEEN_ATTEMPTS);
      } catch (InterruptedException e) {
        return; // By close().
      }
    }
    LOG.error("the server cannot listen any more");
    givenUp.run();
  }

  private synchronized boolean broughtBack() {
    if (closed) {
      return true;
    }
    try {
      Optional<WebServer> again = started(address);
      again.ifPresent(started -> server = started);
      return again.isPresent();
    } catch (UncheckedIOException | IllegalStateException e) {
      LOG.debug("it cannot listen yet", e);
      return false;
    }
  }

  /** Stops listening, and cuts off what is under way. */
  @Override
  public synchronized void close() {
    closed = true;
    watch.interrupt();
    server.stop();
  }
}
