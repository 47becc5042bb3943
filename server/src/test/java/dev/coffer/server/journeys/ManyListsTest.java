package dev.coffer.server.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.coffer.server.testing.ManySecrets;
import dev.coffer.server.testing.ServerProcess;
import dev.coffer.server.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A key that may only list, on a server with little memory and a site with many secrets. */
class ManyListsTest {
  private static final int SECRETS = 20_000;
  private static final int AT_ONCE = 12;

  private final Path directory = TestServer.temporaryDirectory();

  @AfterEach
  void cleanUp() {
    TestServer.deleteTree(directory);
  }

  @Test
  void listsAtOnceNeedNoMoreMemoryThanAServerHas() throws Exception {
    Path data = directory.resolve("data");
    String key = ManySecrets.fill(data, SECRETS, "made in great numbers, for a list");
    try (ServerProcess server =
            ServerProcess.start(
                Map.of("data", data.toString(), "port", "0", "log-level", "error"),
                directory.resolve("log"),
                "-Xmx128m",
                "-XX:+ExitOnOutOfMemoryError");
        HttpClient http = HttpClient.newHttpClient();
        ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE)) {
      URI secrets = URI.create(server.awaitReady() + "/api/v1/secrets");
      HttpRequest request = HttpRequest.newBuilder(secrets).header("Authorization", key).build();
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        calls.add(() -> listed(http, request));
      }
      for (int round = 0; round < 2; round++) {
        for (Future<Integer> call : callers.invokeAll(calls)) {
          assertThat(call.get()).isEqualTo(SECRETS);
        }
      }
    }
  }

  /** Lists, again after a while where too many lists are made, and counts the names. */
  private static int listed(HttpClient http, HttpRequest request)
      throws IOException, InterruptedException {
    while (true) {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() == 429) {
        TimeUnit.SECONDS.sleep(response.headers().firstValueAsLong("Retry-After").orElseThrow());
      } else {
        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode list = new JsonMapper().readTree(response.body());
        assertThat(list.has("corruptedSecretIds")).isFalse();
        return new HashSet<>(list.path("secrets").findValuesAsText("name")).size();
      }
    }
  }
}
