package dev.coffer.server.startup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.coffer.server.testing.ServerProcess;
import dev.coffer.server.testing.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a server prints, and how a line leads to a request. */
class LoggingTest {
  private final Path directory = TestServer.temporaryDirectory();

  @AfterEach
  void removeFiles() {
    TestServer.deleteTree(directory);
  }

  /** Runs a server of its own, makes one request, and returns what the server logged. */
  private Printed printed(Map<String, String> more) throws Exception {
    Path log = directory.resolve("log");
    Map<String, String> flags = new HashMap<>(more);
    flags.put("data", directory.resolve("data").toString());
    flags.put("port", "0");
    try (ServerProcess server = ServerProcess.start(flags, log);
        HttpClient client = HttpClient.newHttpClient()) {
      URI uri = server.awaitReady();
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(uri.resolve("/health/live")).build(), BodyHandlers.ofString());
      String requestId = answer.headers().firstValue("X-Wix-Request-Id").orElseThrow();
      String output = server.stop();
      return new Printed(uri, requestId, Files.readAllLines(log), output);
    }
  }

  private record Printed(URI uri, String requestId, List<String> log, String output) {}

  @Test
  void textLinesNameTheRequestThatTheyAreAbout() throws Exception {
    Printed printed = printed(Map.of("log-level", "debug", "log-format", "text"));
    assertThat(printed.log())
        .anyMatch(line ->
            line.contains("DEBUG")
                && line.contains("route=\"/health/live\"")
                && line.contains("status=\"200\"")
                && line.endsWith("request=" + printed.requestId()));
  }

  @Test
  void jsonLinesNameTheRequestThatTheyAreAbout() throws Exception {
    Printed printed = printed(Map.of("log-level", "debug", "log-format", "json"));
    assertThat(printed.log()).isNotEmpty();
    boolean found = false;
    for (String line : printed.log()) {
      JsonNode event = new JsonMapper().readTree(line);
      assertThat(event.has("timestamp")).as(line).isTrue();
      assertThat(event.path("level").asText()).as(line).isNotEmpty();
      found |= event.toString().contains(printed.requestId());
    }
    assertThat(found).as("a line that names the request").isTrue();
  }

  /** A program that reads the log line by line must not stumble over it. */
  @Test
  void theSetUpLinkIsAJsonLineAmongJsonLines() throws Exception {
    Printed printed = printed(Map.of("log-format", "json"));
    List<JsonNode> links = new ArrayList<>();
    for (String line : printed.log()) {
      JsonNode event = new JsonMapper().readTree(line);
      if (event.has("link")) {
        links.add(event);
      }
    }
    assertThat(links).hasSize(1);
    assertThat(links.getFirst().path("link").asText())
        .matches(printed.uri() + "/dashboard/set-up/[\\w-]{43}");
    assertThat(links.getFirst().path("message").asText()).contains("the site default");
  }

  @Test
  void aStartSaysOnceWhereTheServerIsAndNothingOfItselfOnStandardOutput() throws Exception {
    Printed printed = printed(Map.of());
    assertThat(printed.log())
        .filteredOn(line -> line.endsWith("Coffer is ready at " + printed.uri()))
        .hasSize(1);
    assertThat(printed.log())
        .as("requests at the level info")
        .noneMatch(line -> line.contains("/health"));
    assertThat(printed.output()).isEmpty();
  }

  @Test
  void plainHttpBeyondThisMachineIsWarnedOfLoudly() throws Exception {
    Printed printed = printed(Map.of("host", "0.0.0.0", "log-level", "warn"));
    assertThat(printed.uri().getHost()).isEqualTo("localhost");
    assertThat(printed.log())
        .anyMatch(line -> line.contains("WARN") && line.contains("SECRETS TRAVEL UNENCRYPTED"));
  }

  @Test
  void plainHttpOnLoopbackIsNotWarnedOf() throws Exception {
    Printed printed = printed(Map.of("host", "localhost", "log-level", "warn"));
    assertThat(printed.log()).noneMatch(line -> line.contains("UNENCRYPTED"));
  }
}
