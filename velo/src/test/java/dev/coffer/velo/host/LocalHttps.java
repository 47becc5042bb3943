package dev.coffer.velo.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.coffer.testing.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A third party's API: a real server on a free port of the loopback interface, with TLS and a
 * certificate for {@code api.example.com}, {@code localhost} and {@code 127.0.0.1}, or without TLS.
 */
public final class LocalHttps implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SSLContext trust;
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();

  private LocalHttps(HttpServer server, SSLContext trust) {
    this.server = server;
    this.trust = trust;
    server.setExecutor(threads);
    server.start();
  }

  /** Starts one that answers nothing yet. */
  public static LocalHttps start()
      throws IOException, GeneralSecurityException, InterruptedException {
    KeyStore keys = newKeys("dns:api.example.com,dns:localhost,ip:127.0.0.1");
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, Certificates.PASSWORD.toCharArray());
    SSLContext identity = SSLContext.getInstance("TLS");
    identity.init(own.getKeyManagers(), null, null);
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(identity));
    return new LocalHttps(server, trustIn(keys));
  }

  /** Starts one without TLS. */
  public static LocalHttps startPlain() throws IOException {
    return new LocalHttps(HttpServer.create(loopback(), 0), RunningCoffer.trust());
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static KeyStore newKeys(String names)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path directory = Files.createTempDirectory("coffer-velo-keys-");
    try {
      return Certificates.keyStore(names, directory);
    } finally {
      Files.deleteIfExists(directory.resolve(Certificates.STORE));
      Files.delete(directory);
    }
  }

  private static SSLContext trustIn(KeyStore keys) throws IOException, GeneralSecurityException {
    KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
    anchors.load(null, null);
    anchors.setCertificateEntry(Certificates.ALIAS, keys.getCertificate(Certificates.ALIAS));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(anchors);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  /** {@return trust in its certificate alone} */
  public SSLContext trust() {
    return trust;
  }

  /** Returns where it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Answers what comes under a path. */
  public void when(String path, HttpHandler handler) {
    server.createContext(
        path,
        exchange -> {
          requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          try (exchange) {
            handler.handle(exchange);
          }
        });
  }

  /** Answers JSON under a path. */
  public void whenAskedAnswer(String path, String json) {
    when(path, exchange -> answer(exchange, 200, json));
  }

  /** Redirects from a path. */
  public void whenAskedRedirect(String path, int status, String location) {
    when(
        path,
        exchange -> {
          exchange.getResponseHeaders().add("Location", location);
          exchange.sendResponseHeaders(status, -1);
        });
  }

  /** Sends a whole answer. */
  public static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** {@return all requests so far, as {@code GET /path?query}} */
  public Queue<String> requests() {
    return requests;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
