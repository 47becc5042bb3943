package dev.coffer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.CofferServer;
import dev.coffer.server.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison is fair: what the load asks for is there, and the floor answers alike. */
class ComparisonTest {
  /** These differ from answer to answer. */
  private static final Set<String> CHANGING = Set.of("date", "x-wix-request-id");

  @TempDir private Path directory;

  @Test
  void everySecretIsReadWithItsSitesKeyAndTheFloorAnswersAlike() throws Exception {
    DataSet data = DataSet.in(directory.resolve("data"), 2, 3);
    Map<String, String> flags = Map.of("data", data.directory().toString(), "port", "0");
    try (CofferServer coffer = CofferServer.start(Settings.load(flags, Map.of()));
        Floor floor = Floor.start();
        HttpClient http = HttpClient.newHttpClient()) {
      for (String key : data.keys()) {
        for (int number = 0; number < data.secretsPerSite(); number++) {
          HttpResponse<String> read = get(http, coffer.uri(), key, number);
          assertThat(read.statusCode()).isEqualTo(200);
          assertThat(read.body()).isEqualTo(get(http, floor.uri(), key, number).body());
        }
        assertThat(get(http, coffer.uri(), key, data.secretsPerSite()).statusCode()).isEqualTo(404);
      }
      HttpResponse<String> read = get(http, coffer.uri(), data.keys().getFirst(), 0);
      HttpResponse<String> constant = get(http, floor.uri(), data.keys().getFirst(), 0);
      assertThat(headers(constant)).isEqualTo(headers(read));
      for (String name : CHANGING) {
        assertThat(constant.headers().firstValue(name).orElseThrow())
            .hasSameSizeAs(read.headers().firstValue(name).orElseThrow());
      }
    }
  }

  @Test
  void aDataSetIsMadeOnceAndItsCopyIsAsGood() {
    DataSet data = DataSet.in(directory.resolve("data"), 1, 1);
    DataSet again = DataSet.in(directory.resolve("data"), 1, 1);
    assertThat(again.keys()).isEqualTo(data.keys());
    DataSet copy = data.copyTo(directory.resolve("copy"));
    assertThat(copy.keys()).isEqualTo(data.keys());
    assertThat(copy.directory()).isNotEqualTo(data.directory());
  }

  @Test
  void theMedianIsTheMiddleOfTheSortedFigures() {
    assertThat(Median.of(3, 1, 2)).isEqualTo(2);
    assertThat(Median.of(4, 1, 2, 3)).isEqualTo(2.5);
  }

  @Test
  void aRatioIsTakenRoundByRound() {
    Rounds floor = new Rounds();
    Rounds measured = new Rounds();
    for (long requests : new long[] {100, 10, 1000}) {
      floor.add(new Load(requests, 1, 1, 1, 1));
      measured.add(new Load(requests / 2, 1, 1, 1, 1));
    }
    assertThat(measured.ratioTo(floor, Load::perSecond)).isEqualTo(0.5);
    assertThat(measured.median(Load::perSecond)).isEqualTo(50);
  }

  private static HttpResponse<String> get(HttpClient http, URI server, String key, int number)
      throws IOException, InterruptedException {
    URI uri = server.resolve("/api/v1/secrets/name/" + DataSet.name(number));
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .version(HttpClient.Version.HTTP_1_1)
            .header("Authorization", key)
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private static Map<String, List<String>> headers(HttpResponse<String> response) {
    Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
    CHANGING.forEach(headers::remove);
    return headers;
  }
}
