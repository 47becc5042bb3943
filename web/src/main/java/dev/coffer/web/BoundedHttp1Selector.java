package dev.coffer.web;

import dev.coffer.web.ClientConnections.Client;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.task.InterruptableTask;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/**
 * Takes every connection for HTTP/1.1, with {@link RequestFraming} before the web server's own
 * reader. There is no HTTP/2: the web server counts its headers only as they were compressed. The
 * web server's own selector takes only what is well formed and closes all else without a word; this
 * way HTTP/1.0, paths that are too long and plain nonsense are answered like any other bad request.
 *
 * <p>An answer that says {@code Connection: close} is the last: because the client asked for that,
 * because the answer's sender did, or because the request was not read to its end (RFC 9112,
 * section 9.6). The web server (4.5.0; its issue 12324) would read on.
 */
final class BoundedHttp1Selector implements ServerConnectionSelector {
  /** So much of a body that nobody wants is read, to keep the connection. */
  private static final int LITTLE = 64 << 10;

  /** Where the web server has no limit. */
  private static final long LARGEST_BODY_OF_ALL = 1L << 48;

  /** So much is thrown away behind a last answer, for the client to read it. */
  private static final int FAREWELL_BYTES = 4 << 20;

  private final ClientConnections connections;
  private final Http1ConnectionSelector http1;

  BoundedHttp1Selector(ClientConnections connections) {
    this.connections = connections;
    this.http1 =
        Http1ConnectionSelector.builder()
            .config(
                Http1Config.builder()
                    .validatePath(false)
                    .validatePrologue(false)
                    .maxPrologueLength(RequestFraming.LONGEST_REQUEST_LINE)
                    .maxHeadersSize(RequestFraming.LARGEST_HEADERS)
                    .addSendListener(new LastAnswer())
                    .build())
            .build();
  }

  @Override
  public int bytesToIdentifyConnection() {
    return 0;
  }

  @Override
  public Support supports(BufferData begin) {
    return Support.SUPPORTED;
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http1.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    SocketAddress address =
        Optional.ofNullable(context.remotePeer().address()) // Null once it is closed.
            .orElseThrow(BoundedHttp1Selector::gone);
    Client client = Client.of(address, context.childSocketId());
    ClientConnection connection = connections.of(client).orElseThrow(BoundedHttp1Selector::gone);
    BoundedContext bounded = new BoundedContext(context, connection);
    return new BoundedConnection(client, bounded, http1.connection(bounded));
  }

  private static CloseConnectionException gone() {
    return new CloseConnectionException("it had to make room at once");
  }

  /**
   * Closes the connection behind every answer that leaves no sure place for another request, and
   * behind those to strangers while others need their place.
   */
  private final class LastAnswer implements Http1ConnectionListener {
    @Override
    public void headers(ConnectionContext context, Headers headers) {
      BoundedContext bounded = (BoundedContext) context;
      RequestFraming framing = bounded.framing;
      boolean last =
          (connections.areShort() && !bounded.connection.isKnown())
              || framing.isLastRequest()
              || !framing.isNearlyRead(LITTLE)
              || headers.containsToken(HeaderValues.CONNECTION_CLOSE);
      if (last) {
        ((ServerResponseHeaders) headers).set(HeaderValues.CONNECTION_CLOSE);
        framing.end();
      }
    }
  }

  private final class BoundedConnection implements ServerConnection, InterruptableTask<Void> {
    private final Client client;
    private final BoundedContext context;
    private final ServerConnection http;

    BoundedConnection(Client client, BoundedContext context, ServerConnection http) {
      this.client = client;
      this.context = context;
      this.http = http;
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
      try {
        ScopedValue.where(ClientConnection.CURRENT, context.connection)
            .call(() -> {
              http.handle(limit);
              return true;
            });
      } catch (RuntimeException e) {
        if (context.connection.isOpen()) {
          throw e;
        }
        throw new CloseConnectionException("it was cut off, or the client has gone", e);
      } finally {
        sayFarewell();
        connections.ended(client, context.connection);
      }
    }

    private void sayFarewell() {
      if (!context.framing.leavesSomethingUnread() || !context.connection.isOpen()) {
        return;
      }
      context.connection.sayFarewell();
      if (!context.isSecure()) {
        context.connection.endOutput();
      }
      try {
        context.framing.discard(FAREWELL_BYTES);
      } catch (UncheckedIOException e) {
        // The client has gone, or took too long.
      }
    }

    @Override
    public Duration idleTime() {
      return http.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
      http.close(interrupt);
    }

    @Override
    public boolean canInterrupt() {
      return http instanceof InterruptableTask<?> task && task.canInterrupt();
    }
  }

  /** The web server's connection, read through the framing. */
  private static final class BoundedContext implements ConnectionContext {
    private final ConnectionContext context;
    private final ClientConnection connection;
    private final RequestFraming framing;
    private final DataReader reader;
    private final DataWriter writer;

    BoundedContext(ConnectionContext context, ClientConnection connection) {
      this.context = context;
      this.connection = connection;
      this.framing =
          new RequestFraming(
              context.serverSocket()::get,
              largestBody(context.listenerContext().config().maxPayloadSize()),
              connection);
      this.reader = DataReader.create(framing);
      this.writer = new WatchedWriter(context.dataWriter(), connection);
    }

    private static long largestBody(long maxPayloadSize) {
      return maxPayloadSize < 0 ? LARGEST_BODY_OF_ALL : maxPayloadSize;
    }

    @Override
    public DataReader dataReader() {
      return reader;
    }

    @Override
    public DataWriter dataWriter() {
      return writer;
    }

    @Override
    public ListenerContext listenerContext() {
      return context.listenerContext();
    }

    @Override
    public ExecutorService executor() {
      return context.executor();
    }

    @Override
    public Router router() {
      return context.router();
    }

    @Override
    public Optional<ProxyProtocolData> proxyProtocolData() {
      return context.proxyProtocolData();
    }

    @Override
    public HelidonSocket serverSocket() {
      return context.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
      return context.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
      return context.localPeer();
    }

    @Override
    public boolean isSecure() {
      return context.isSecure();
    }

    @Override
    public String socketId() {
      return context.socketId();
    }

    @Override
    public String childSocketId() {
      return context.childSocketId();
    }
  }

  /** Tells when a write waits for the client. */
  private static final class WatchedWriter implements DataWriter {
    private final DataWriter writer;
    private final ClientConnection connection;

    WatchedWriter(DataWriter writer, ClientConnection connection) {
      this.writer = writer;
      this.connection = connection;
    }

    @Override
    public void write(BufferData... buffers) {
      watched(() -> writer.write(buffers));
    }

    @Override
    public void write(BufferData buffer) {
      watched(() -> writer.write(buffer));
    }

    @Override
    public void writeNow(BufferData... buffers) {
      watched(() -> writer.writeNow(buffers));
    }

    @Override
    public void writeNow(BufferData buffer) {
      watched(() -> writer.writeNow(buffer));
    }

    @Override
    public void flush() {
      watched(writer::flush);
    }

    @Override
    public void close() {
      writer.close();
    }

    private void watched(Runnable write) {
      connection.waitForWrite();
      write.run();
      connection.waitForServer();
    }
  }
}
