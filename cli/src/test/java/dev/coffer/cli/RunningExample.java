package dev.coffer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The site that {@code coffer velo new} writes, run by {@code coffer velo} in a process of its own
 * against a real server; its third party is a server on loopback. Its secret is not stored yet.
 */
final class RunningExample implements AutoCloseable {
  /** With signs that are written otherwise in a URL. */
  static final String KEY = "a-key-of-ours/4711+x==";

  static final String KEY_IN_URLS = "a-key-of-ours%2F4711%2Bx%3D%3D";

  private static final Pattern ADDRESS = Pattern.compile("The site runs at (http://\\S+)");
  private static final String PICTURE =
      "{\"title\":\"Saturn\",\"date\":\"2026-11-25\",\"explanation\":\"A ring.\",\"extra\":1}";

  private final Path directory;
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final HttpServer thirdParty;
  private final LiveServer server;
  private final Process velo;
  private final URI address;

  private RunningExample(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    this.thirdParty =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    thirdParty.createContext("/", this::answer);
    thirdParty.start();
    this.server = LiveServer.withMembersArea(directory.resolve("data"));
    new Shell().run("velo", "new", site().toString()).mustSucceed();
    String host = "localhost:" + thirdParty.getAddress().getPort();
    changeCode("https://api.nasa.gov", "http://" + host);
    this.velo =
        JavaProcess.start(
            directory, List.of(), "velo", site().toString(), "--port", "0", "--open-host", host);
    this.address = awaitAddress();
  }

  /**
   * Starts one.
   *
   * @param directory empty, and the caller's to delete
   */
  static RunningExample in(Path directory) throws IOException, InterruptedException {
    return new RunningExample(directory);
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(exchange.getRequestURI().toString());
    exchange.sendResponseHeaders(200, PICTURE.length());
    try (exchange) {
      exchange.getResponseBody().write(PICTURE.getBytes(UTF_8));
    }
  }

  private URI awaitAddress() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (velo.isAlive() && System.nanoTime() < end) {
      Matcher found = ADDRESS.matcher(errors());
      if (found.find()) {
        return URI.create(found.group(1));
      }
      Thread.sleep(20);
    }
    throw new AssertionError("the site did not start:\n" + errors());
  }

  /** Returns the site's directory. */
  Path site() {
    return directory.resolve("site");
  }

  URI address() {
    return address;
  }

  /** Returns the process of {@code coffer velo}. */
  Process process() {
    return velo;
  }

  /** Returns a shell that talks to the server. */
  Shell shell() {
    return server.shell();
  }

  void storeKey() {
    shell().input(KEY).run("secret", "create", "nasa_api_key", "--value-stdin").mustSucceed();
  }

  void deleteKey() {
    shell().run("secret", "delete", "nasa_api_key").mustSucceed();
  }

  /** Saves the web method with another text in the place of one that stands in it. */
  void changeCode(String from, String to) throws IOException {
    Path code = site().resolve("backend/picture.web.js");
    String text = Files.readString(code);
    if (!text.contains(from)) {
      throw new AssertionError(code + " does not contain " + from);
    }
    Files.writeString(code, text.replace(from, to));
  }

  /** Returns what the third party was asked for so far. */
  Queue<String> asked() {
    return asked;
  }

  /** Returns what the command printed. */
  String output() {
    return read("out");
  }

  /** Returns what the command said and logged. */
  String errors() {
    return read("err");
  }

  private String read(String file) {
    try {
      return Files.readString(directory.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    velo.destroy(); // Only asked nicely does it leave nothing behind.
    velo.onExit().orTimeout(2, TimeUnit.MINUTES).exceptionally(_ -> velo.destroyForcibly()).join();
    velo.onExit().join();
    server.close();
    thirdParty.stop(0);
  }
}
