package dev.coffer.cli;

import dev.coffer.server.CofferServer;
import dev.coffer.server.config.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A real server in this process, on a data directory of its own and a port the system chose. */
final class LiveServer implements AutoCloseable {
  static final String PASSWORD = "correct horse battery";

  private final Path data;
  private final CofferServer server;

  private LiveServer(Path data, CofferServer server) {
    this.data = data;
    this.server = server;
  }

  static LiveServer on(Path data) {
    return on(data, Map.of());
  }

  static LiveServer on(Path data, Map<String, String> settings) {
    Map<String, String> flags = new HashMap<>(settings);
    flags.put("data", data.toString());
    flags.putIfAbsent("port", "0");
    return new LiveServer(data, CofferServer.start(Settings.load(flags, Map.of())));
  }

  /** Returns a server whose site default has its Members Area set up. */
  static LiveServer withMembersArea(Path data) {
    LiveServer server = on(data);
    server
        .shell()
        .input(PASSWORD)
        .run("members", "setup", "--email", "me@example.com", "--password-stdin")
        .mustSucceed();
    return server;
  }

  URI uri() {
    return server.uri();
  }

  Path data() {
    return data;
  }

  /** Returns a shell in which COFFER_DATA names this server. */
  Shell shell() {
    return new Shell().variable("COFFER_DATA", data.toString());
  }

  @Override
  public void close() {
    server.close();
  }
}
