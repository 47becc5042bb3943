package dev.coffer.client;

import dev.coffer.server.CofferServer;
import dev.coffer.server.config.Settings;
import dev.coffer.wire.ApiPermission;
import dev.coffer.wire.DataDirectoryFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A real server in this process, on a free port of the loopback interface. */
final class LiveCoffer implements AutoCloseable {
  static final String PASSWORD = "a long enough password";
  private static final AtomicInteger SITES = new AtomicInteger();

  private final Path data;
  private final CofferServer server;

  private LiveCoffer(Path data, CofferServer server) {
    this.data = data;
    this.server = server;
  }

  static LiveCoffer on(Path data, Map<String, String> settings) {
    Map<String, String> flags = new HashMap<>(settings);
    flags.put("data", data.toString());
    flags.put("port", "0");
    flags.put("log-level", "error");
    return new LiveCoffer(data, CofferServer.start(Settings.load(flags, Map.of())));
  }

  URI uri() {
    return server.uri();
  }

  CofferKey operatorKey() throws IOException {
    return CofferKey.readFrom(data.resolve(DataDirectoryFiles.OPERATOR_KEY));
  }

  CofferClient.Builder operator() throws IOException {
    return CofferClient.builder(uri(), operatorKey());
  }

  /** Returns the operator's client of a new site whose Members Area is set up. */
  CofferClient newSite() throws IOException {
    try (CofferClient operator = operator().build()) {
      Administration administration = operator.administration();
      SiteInfo site = administration.createSite("client-" + SITES.incrementAndGet());
      administration.setUpMembersArea(site.id(), "owner@example.com", SecretText.of(PASSWORD));
      return operator().siteId(site.id()).build();
    }
  }

  /** Returns a key of the site default. */
  CofferKey newKey(ApiPermission... permissions) throws IOException {
    try (CofferClient operator = operator().build()) {
      Administration administration = operator.administration();
      String site =
          administration.listSites().stream()
              .filter(it -> it.name().equals("default"))
              .findFirst()
              .orElseThrow()
              .id();
      return administration.createApiKey(site, "test", Set.of(permissions)).key();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
