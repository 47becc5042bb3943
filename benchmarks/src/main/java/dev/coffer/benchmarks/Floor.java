package dev.coffer.benchmarks;

import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.WebServer;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What any server on the same stack has to spend: Helidon with Coffer's settings and one route,
 * which answers a constant of the same size under the same headers as Coffer does.
 */
final class Floor implements AutoCloseable {
  private static final List<Header> HEADERS =
      List.of(
          HeaderValues.createCached("Cache-Control", "no-store"),
          HeaderValues.createCached("X-Content-Type-Options", "nosniff"),
          HeaderValues.createCached("X-Frame-Options", "DENY"),
          HeaderValues.createCached("Referrer-Policy", "no-referrer"),
          HeaderValues.createCached(
              "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
          HeaderValues.createCached("X-Wix-Request-Id", "00000000-0000-4000-8000-000000000000"),
          HeaderValues.createCached("Content-Type", "application/json"));
  private static final byte[] BODY =
      "{\"value\":\"%s\"}".formatted(DataSet.value()).getBytes(StandardCharsets.UTF_8);

  private final WebServer server;

  private Floor() {
    server =
        WebServer.builder()
            .address(InetAddress.getLoopbackAddress())
            .port(0)
            .shutdownHook(false)
            .routing(routing ->
                routing.get(
                    "/api/v1/secrets/name/{name}",
                    (request, response) -> {
                      HEADERS.forEach(response::header);
                      response.send(BODY);
                    }))
            .build();
  }

  static Floor start() {
    Floor floor = new Floor();
    floor.server.start();
    return floor;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  @Override
  public void close() {
    server.stop();
  }

  /** Prints where the floor is reached, and serves until the process is ended. */
  public static void main(String[] arguments) {
    System.out.println(start().uri());
  }
}
