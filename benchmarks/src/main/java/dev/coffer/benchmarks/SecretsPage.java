package dev.coffer.benchmarks;

import dev.coffer.server.CofferServer;
import dev.coffer.server.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Times the dashboard's table of secrets on a site that has 10,000, one request after another, from
 * the request to the page's last byte over loopback, and prints what it found as Markdown. Client
 * and server share this process.
 */
public final class SecretsPage {
  private static final int SECRETS = 10_000;
  private static final int WARM_UP = 500;
  private static final int TIMES = 500;

  private final HttpClient http =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  private final URI server;

  private SecretsPage(URI server) {
    this.server = server;
  }

  /**
   * Measures how fast the page of secrets is.
   *
   * @param arguments the project's directory
   */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    Path target = Path.of(arguments[0]).toAbsolutePath().resolve("benchmarks/target");
    DataSet data = DataSet.in(target.resolve("data-one-site"), 1, SECRETS);
    Map<String, String> flags =
        Map.of("data", data.directory().toString(), "port", "0", "log-level", "error");
    try (CofferServer running = CofferServer.start(Settings.load(flags, Map.of()))) {
      new SecretsPage(running.uri()).measure();
    }
  }

  private void measure() {
    String table = logIn();
    Map<String, String> views = new LinkedHashMap<>();
    views.put("a page without secrets, to compare", "/dashboard/sites");
    views.put("the table as it opens, by name", table);
    views.put("its last page", table + "?page=400");
    views.put("by the last change", table + "?sort=-updated");
    views.put("searched, 100 found", table + "?query=secret-0042");
    views.put("searched, none found", table + "?query=nowhere");
    views.values().forEach(path -> times(path, WARM_UP));
    System.out.println("| page | median | 99th percentile |\n|---|---|---|");
    views.forEach((view, path) -> {
      double[] milliseconds = times(path, TIMES);
      System.out.printf(
          "| %s | %.1f ms | %.1f ms |%n",
          view, Median.of(milliseconds), milliseconds[TIMES * 99 / 100]);
    });
  }

  /** Returns the path of the table of secrets. */
  private String logIn() {
    String form = "email=owner%40example.com&password=a+password+for+benchmarks";
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/dashboard/log-in"))
            .POST(BodyPublishers.ofString(form))
            .build();
    if (send(request).statusCode() != 303) {
      throw new IllegalStateException("nobody was logged in");
    }
    return send(get("/dashboard")).headers().firstValue("Location").orElseThrow();
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(server.resolve(path)).build();
  }

  /** Asks for a page again and again; returns the milliseconds that it took, in order. */
  private double[] times(String path, int times) {
    HttpRequest request = get(path);
    double[] milliseconds = new double[times];
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      HttpResponse<String> response = send(request);
      milliseconds[i] = (System.nanoTime() - start) / 1e6;
      if (response.statusCode() != 200) {
        throw new IllegalStateException(path + " was answered with " + response.statusCode());
      }
    }
    Arrays.sort(milliseconds);
    return milliseconds;
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
