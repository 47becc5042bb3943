package dev.coffer.server.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The server's metrics. Threads may share it. */
public final class Metrics {
  /** The media type of what {@link #exposition} returns. */
  public static final String EXPOSITION_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer =
      PrometheusTextFormatWriter.builder().setIncludeCreatedTimestamps(false).build();

  private final Histogram requests =
      Histogram.builder()
          .name("coffer_http_request_seconds")
          .help("How long requests took, by route, method and status.")
          .labelNames("route", "method", "status")
          .classicOnly()
          .classicUpperBounds(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5)
          .register(registry);
  private final Counter sealings =
      Counter.builder()
          .name("coffer_sealings_total")
          .help("Fields of records that were sealed.")
          .register(registry);
  private final Counter openings =
      Counter.builder()
          .name("coffer_openings_total")
          .help("Fields of records that were opened.")
          .register(registry);
  private final Counter corruptedRecords =
      Counter.builder()
          .name("coffer_corrupted_records_total")
          .help("Times that a stored record did not open because it was altered.")
          .register(registry);
  private final Counter failedAuthentications =
      Counter.builder()
          .name("coffer_failed_authentications_total")
          .help("Requests without a valid key, and log-ins without a valid password.")
          .register(registry);
  private final Counter passwordHashes =
      Counter.builder()
          .name("coffer_password_hashes_total")
          .help("Passwords that were hashed, to be stored or compared.")
          .register(registry);
  private final Histogram commits =
      Histogram.builder()
          .name("coffer_storage_batch_changes")
          .help("How many changes each commit made durable.")
          .classicOnly()
          .classicUpperBounds(1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
          .register(registry);

  /** Makes metrics that stand at zero. */
  public Metrics() {}

  /**
   * Counts an answer.
   *
   * @param route the route's pattern, never the path that was asked for
   * @param method the HTTP method, or "other"
   * @param status the answer's HTTP status
   * @param nanoseconds how long the request took
   */
  public void request(String route, String method, String status, long nanoseconds) {
    requests.labelValues(route, method, status).observe(nanoseconds / 1e9);
  }

  /**
   * Counts sealed fields.
   *
   * @param fields how many fields of records were sealed
   */
  public void sealed(int fields) {
    sealings.inc(fields);
  }

  /**
   * Counts opened fields.
   *
   * @param fields how many fields of records were opened
   */
  public void opened(int fields) {
    openings.inc(fields);
  }

  /** Counts a record that did not open. */
  public void corruptedRecord() {
    corruptedRecords.inc();
  }

  /** Counts a password that is hashed. */
  public void passwordHashed() {
    passwordHashes.inc();
  }

  /** Counts a request without a valid key, or a log-in without a valid password. */
  public void failedAuthentication() {
    failedAuthentications.inc();
  }

  /**
   * Counts a commit.
   *
   * @param changes how many changes a commit made durable
   */
  public void committed(int changes) {
    commits.observe(changes);
  }

  /** {@return all metrics in Prometheus' text format} */
  public byte[] exposition() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      writer.write(text, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toByteArray();
  }
}
