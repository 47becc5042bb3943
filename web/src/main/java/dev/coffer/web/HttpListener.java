package dev.coffer.web;

import dev.coffer.wire.local.LocalSocket;
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
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A web server that listens on one address or one socket, for HTTP/1.1. The web server stops
 * listening for good at the first connection that it cannot accept, so it is watched, and brought
 * back.
 */
public final class HttpListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
  private static final int LOOKS_BETWEEN_PROBES = 20;
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);
  private static final int PROBE_MILLIS = 2_000;

  /** So often a listener is brought back before that is given up. */
  private static final int MOST_ATTEMPTS = 60;

  private final Place place;
  private final ConnectionLimits limits;
  private final DirectHandler malformed;
  private final Consumer<WebServerConfig.Builder> routes;
  private final Runnable givenUp;
  private final ClientConnections connections;
  private final Thread watch =
      Thread.ofPlatform().daemon().name("listener-watch").unstarted(this::watch);
  private WebServer server;
  private volatile boolean closed;

  /** Where it listens. */
  private sealed interface Place {
    /** Calls the web server to life there; empty if it cannot listen. */
    Optional<WebServer> start(WebServerConfig.Builder config) throws IOException;

    /** Tells whether nothing listens there. A listener that is only busy does not refuse. */
    boolean isRefusing();

    /** Clears up behind a web server that was stopped. */
    default void leave() {}

    /** Where clients on this machine reach it. */
    URI uri();
  }

  private static Optional<WebServer> running(WebServerConfig.Builder config) {
    WebServer built = config.build().start();
    return built.isRunning() ? Optional.of(built) : Optional.empty(); // It logs what went wrong.
  }

  /** An address in the network, whose port is known when it was listened on. */
  private static final class Port implements Place {
    private final String host;
    private final Optional<Tls> tls;
    private InetSocketAddress address;

    Port(String host, int port, Optional<Tls> tls) {
      this.host = host;
      this.tls = tls;
      this.address = new InetSocketAddress(HttpListener.address(host), port);
    }

    @Override
    public Optional<WebServer> start(WebServerConfig.Builder config) {
      tls.ifPresent(config::tls);
      Optional<WebServer> server =
          running(config.address(address.getAddress()).port(address.getPort()));
      server.ifPresent(
          started -> address = new InetSocketAddress(address.getAddress(), started.port()));
      return server;
    }

    @Override
    public boolean isRefusing() {
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

    @Override
    public URI uri() {
      String scheme = tls.isPresent() ? "https" : "http";
      return URI.create(
          scheme + "://" + urlHost(host, address.getAddress()) + ":" + address.getPort());
    }
  }

  /** The socket of a data directory, for its owner alone. One that was left behind is replaced. */
  private record OwnSocket(LocalSocket socket) implements Place {
    @Override
    public Optional<WebServer> start(WebServerConfig.Builder config) throws IOException {
      leave();
      Optional<WebServer> server =
          socket.withAddress(address -> running(config.bindAddress(address)));
      if (server.isPresent()) {
        Files.setPosixFilePermissions(socket.path(), PosixFilePermissions.fromString("rw-------"));
      }
      return server;
    }

    @Override
    public boolean isRefusing() {
      if (!Files.exists(socket.path())) {
        return true;
      }
      try {
        Optional<SocketChannel> probe = socket.connect();
        if (probe.isPresent()) {
          probe.get().close();
        }
        return false;
      } catch (ConnectException e) {
        return true;
      } catch (IOException e) {
        return false;
      }
    }

    @Override
    public void leave() {
      try {
        Files.deleteIfExists(socket.path());
      } catch (IOException e) {
        LOG.debug("the socket cannot be removed", e);
      }
    }

    @Override
    public URI uri() {
      return socket.path().toUri();
    }
  }

  private HttpListener(
      Place place,
      ConnectionLimits limits,
      DirectHandler malformed,
      Consumer<WebServerConfig.Builder> routes,
      Runnable givenUp,
      Supplier<CannotListenException> refusal) {
    this.place = place;
    this.limits = limits;
    this.malformed = malformed;
    this.routes = routes;
    this.givenUp = givenUp;
    this.connections = new ClientConnections(limits);
    try {
      this.server = started().orElseThrow(refusal);
    } catch (IOException e) {
      throw refusal.get();
    }
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
    requireFree(host, port);
    return watched(
        new HttpListener(
            new Port(host, port, tls),
            limits,
            malformed,
            routes,
            givenUp,
            () -> cannotListen(host, port)));
  }

  /**
   * Starts a web server that only the owner of a data directory reaches, by plain HTTP. A socket
   * that a server left behind is replaced. If it stops listening and cannot be brought back, that
   * is logged, and tried for as long as it takes.
   *
   * @param socket what to listen on
   * @param limits what its clients may hold
   * @param malformed answers requests that are not HTTP enough to reach a route
   * @param routes adds routes and limits; called again whenever the web server is brought back
   * @return the web server, which answers requests
   * @throws CannotListenException if the file system of the data directory can have no sockets
   */
  public static HttpListener start(
      LocalSocket socket,
      ConnectionLimits limits,
      DirectHandler malformed,
      Consumer<WebServerConfig.Builder> routes) {
    requireSocketsIn(socket);
    return watched(
        new HttpListener(
            new OwnSocket(socket),
            limits,
            malformed,
            routes,
            () -> LOG.error("commands on this machine cannot reach the server"),
            () -> cannotListen(socket, "it is in use")));
  }

  private static HttpListener watched(HttpListener listener) {
    listener.watch.start();
    return listener;
  }

  /** Tells in a sentence what is in the way, where the web server would log a stack trace. */
  private static void requireSocketsIn(LocalSocket socket) {
    LocalSocket trial = socket.forTrial();
    OwnSocket place = new OwnSocket(trial);
    place.leave();
    try (ServerSocketChannel probe = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      trial.withAddress(probe::bind);
    } catch (IOException | UnsupportedOperationException e) {
      throw cannotListen(socket, String.valueOf(e.getMessage()));
    } finally {
      place.leave();
    }
  }

  private static CannotListenException cannotListen(LocalSocket socket, String reason) {
    return new CannotListenException("cannot make the socket " + socket + ": " + reason);
  }

  private static void endProcess() {
    LOG.error("the process ends");
    System.exit(1);
  }

  private Optional<WebServer> started() throws IOException {
    WebServerConfig.Builder config =
        WebServer.builder()
            .shutdownHook(false)
            .connectionOptions(new AcceptedSockets(connections))
            .addConnectionSelector(new BoundedHttp1Selector(connections))
            .protocolsDiscoverServices(false)
            .maxTcpConnections(limits.connections())
            .directHandlers(forEveryEvent(malformed))
            .shutdownGracePeriod(Duration.ZERO);
    routes.accept(config);
    return place.start(config);
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
    return place.uri();
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
    if (looks % LOOKS_BETWEEN_PROBES == 0 && place.isRefusing()) {
      bringBack();
    }
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
      server.stop(); // It may listen still, at a socket that was deleted.
      Optional<WebServer> again = started();
      again.ifPresent(started -> server = started);
      return again.isPresent();
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
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
    place.leave();
  }
}
