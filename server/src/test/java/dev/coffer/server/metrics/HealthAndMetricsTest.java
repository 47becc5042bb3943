package dev.coffer.server.metrics;

import static dev.coffer.server.testing.TestSite.SECRETS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.testing.Backend;
import dev.coffer.server.testing.OnEachDatabase;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestServer.Reply;
import dev.coffer.server.testing.TestSite;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the server tells of itself to anyone who watches it. */
class HealthAndMetricsTest extends OnEachDatabase {
  private static final Pattern LABEL = Pattern.compile("route=\"([^\"]*)\",?|method=\"([^\"]*)\"");

  @Test
  void aRunningServerIsLiveAndReadyToAnybody() {
    for (String path : List.of("/health/live", "/health/ready")) {
      Reply reply = anonymous("GET", path);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.http().body()).isEqualTo("{\"status\":\"UP\"}");
    }
  }

  @Test
  void withoutItsDatabaseAServerIsLiveAndNotReady() {
    try (TestServer other = TestServer.start(Backend.POSTGRESQL, Map.of("log-level", "error"))) {
      Backend.dropDatabase(other.flags());
      assertThat(other.call("GET", "/health/live").status()).isEqualTo(200);
      Reply ready = other.call("GET", "/health/ready");
      assertThat(ready.status()).isEqualTo(503);
      assertThat(ready.http().body()).isEqualTo("{\"status\":\"DOWN\"}");
      Reply list = other.call("GET", SECRETS);
      assertThat(list.status()).isEqualTo(503);
      assertThat(list.code()).isEqualTo("UNAVAILABLE");
    }
  }

  @Test
  void requestsAreCountedByRouteMethodAndStatus() {
    String series =
        "coffer_http_request_seconds_count{method=\"GET\",route=\"/api/v1/secrets/name/{name}\","
            + "status=\"%s\"}";
    site.created("counted", "v");
    double found = metric(series.formatted(200));
    double missed = metric(series.formatted(404));
    site.value("counted");
    site.value("missing");
    site.value("missing");
    assertThat(metric(series.formatted(200))).isEqualTo(found + 1);
    assertThat(metric(series.formatted(404))).isEqualTo(missed + 2);
  }

  @Test
  void sealingsOpeningsCommitsAndFailuresAreCounted() {
    double sealings = metric("coffer_sealings_total");
    double openings = metric("coffer_openings_total");
    double commits = metric("coffer_storage_batch_changes_count");
    double failures = metric("coffer_failed_authentications_total");
    site.created("sealed", "v");
    assertThat(metric("coffer_sealings_total")).isEqualTo(sealings + 2);
    site.value("sealed");
    assertThat(metric("coffer_openings_total")).isEqualTo(openings + 1);
    assertThat(metric("coffer_storage_batch_changes_count")).isEqualTo(commits + 1);
    anonymous("GET", SECRETS);
    assertThat(metric("coffer_failed_authentications_total")).isEqualTo(failures + 1);
    assertThat(metric("coffer_corrupted_records_total")).isZero();
  }

  @Test
  void whateverIsAskedForMakesNoNewLabels() {
    for (int i = 0; i < 30; i++) {
      anonymous("GET", "/unknown-" + i);
      anonymous("METHOD" + i, "/unknown-" + i);
      anonymous("METHOD" + i, "/health/live");
      site.value("name-" + i);
      site.delete("id-" + i);
    }
    TreeSet<String> routes = new TreeSet<>();
    TreeSet<String> methods = new TreeSet<>();
    LABEL
        .matcher(exposition())
        .results()
        .forEach(label -> {
          Optional.ofNullable(label.group(1)).ifPresent(routes::add);
          Optional.ofNullable(label.group(2)).ifPresent(methods::add);
        });
    assertThat(methods).isSubsetOf("GET", "POST", "PATCH", "DELETE", "other");
    assertThat(routes)
        .allMatch(route -> !route.contains("unknown-") && !route.contains("name-"))
        .contains("unknown", "/health/live", "/api/v1/secrets/name/{name}");
  }

  @Test
  void metricsHoldNothingThatBelongsToASite() {
    String id =
        TestSite.succeeded(
                site.create("name", "a-name", "value", "a-value", "description", "a description"))
            .json()
            .path("id")
            .asText();
    site.value("a-name");
    String key = site.newApiKey("SECRET_READ");
    site.callAs(key, "GET", SECRETS + "/name/a-name");
    assertThat(exposition())
        .doesNotContain("a-name", "a-value", "a description", id, site.id(), key, "owner@");
  }

  @Test
  void metricsAreInPrometheusTextFormat() {
    Reply reply = anonymous("GET", "/metrics");
    assertThat(reply.http().headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(reply.http().body().lines())
        .allMatch(
            line -> line.startsWith("# ") || line.matches("[a-z_]+(\\{[^}]*}|\\{.*\\{.*}.*})? .+"));
  }

  private static Reply anonymous(String method, String path) {
    return server.call("", method, path, Optional.empty(), Map.of());
  }

  private static String exposition() {
    return anonymous("GET", "/metrics").http().body();
  }

  private static double metric(String series) {
    return exposition()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(0);
  }
}
