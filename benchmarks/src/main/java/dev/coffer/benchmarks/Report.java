package dev.coffer.benchmarks;

import dev.coffer.benchmarks.Benchmark.Figures;
import dev.coffer.benchmarks.Benchmark.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What was measured, as Markdown. */
final class Report {
  private static final int AIM_CONNECTIONS = 32;

  private final Figures figures;
  private final StringBuilder text = new StringBuilder();

  private Report(Figures figures) {
    this.figures = figures;
  }

  static String markdown(Figures figures) {
    Report report = new Report(figures);
    report.conditions();
    report.aims();
    report.reads();
    report.creates();
    report.fsyncs();
    report.micro();
    return report.text.toString();
  }

  private void conditions() {
    line(
        ("Measured on %s: %s, %d processors, %s %s, Java %s. Medians of %d rounds of %d s a load, in"
                + " turn; wrk on the same machine.")
            .formatted(
                LocalDate.now(ZoneOffset.UTC),
                processor(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                Runtime.version(),
                figures.plan().rounds(),
                figures.plan().seconds()));
  }

  private static String processor() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown processor");
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  private static <K, V> V measured(Map<K, V> figures, K of) {
    return Objects.requireNonNull(figures.get(of), "every load is measured");
  }

  private void aims() {
    line("");
    line("| aim | figure | reached |");
    line("|---|---|---|");
    for (int connections : Benchmark.CONNECTIONS) {
      Map<Target, Rounds> reads = measured(figures.reads(), connections);
      Rounds few = measured(reads, Target.FEW);
      double throughput = few.ratioTo(measured(reads, Target.FLOOR), Load::perSecond);
      double latency = few.ratioTo(measured(reads, Target.FLOOR), Load::p99);
      aim(
          "reads at 60 %% of the floor or better, %d connections".formatted(connections),
          "%.0f %%".formatted(100 * throughput),
          throughput >= 0.6);
      aim(
          "p99 of reads at most 3 × the floor's, %d connections".formatted(connections),
          "%.1f ×".formatted(latency),
          latency <= 3);
    }
    Map<Target, Rounds> creates = measured(figures.creates(), AIM_CONNECTIONS);
    double created = measured(creates, Target.FEW).median(Load::perSecond);
    aim("2,000 durable creates a second, 32 clients", "%,.0f".formatted(created), created >= 2000);
    Map<Target, Rounds> reads = measured(figures.reads(), AIM_CONNECTIONS);
    for (Target many : new Target[] {Target.MANY_HOT, Target.MANY}) {
      double ratio = measured(reads, many).ratioTo(measured(reads, Target.FEW), Load::perSecond);
      aim(
          "within 10 %% of reads with %,d secrets, 32 connections: %s"
              .formatted(
                  figures.plan().sites() * figures.plan().fewPerSite(),
                  many.description(figures.plan())),
          "%+.0f %%".formatted(100 * (ratio - 1)),
          ratio >= 0.9);
    }
    aim(
        "first answer within 1.0 s of `./coffer serve`, new data directory",
        "%.2f s".formatted(figures.secondsOnNewData()),
        figures.secondsOnNewData() <= 1);
    aim(
        "the same on existing data, the answer being a secret's value",
        "%.2f s".formatted(figures.secondsToFirstRead()),
        figures.secondsToFirstRead() <= 1);
    resident("after the reads, small data set", figures.residentAfterReadingFew());
    resident("after the reads, large data set", figures.residentAfterReadingMany());
    resident("after the creates, large data set", figures.residentAtTheEnd());
  }

  private void resident(String when, Optional<Long> megabytes) {
    megabytes.ifPresent(resident ->
        aim("under 200 MB resident, " + when, "%d MB".formatted(resident), resident < 200));
  }

  private void aim(String aim, String figure, boolean reached) {
    line("| %s | %s | %s |".formatted(aim, figure, reached ? "yes" : "**no**"));
  }

  private void reads() {
    line("");
    line(
        "| reads | connections | a second | p50 | p99 | throughput to floor | p99 to floor |"
            + " processor time a request |");
    line("|---|---:|---:|---:|---:|---:|---:|---:|");
    figures
        .reads()
        .forEach((connections, reads) ->
            reads.forEach((target, rounds) ->
                line(
                    "| %s | %d | %s | %.0f %% | %.1f × | %.1f µs |"
                        .formatted(
                            target.description(figures.plan()),
                            connections,
                            speed(rounds),
                            100 * rounds.ratioTo(measured(reads, Target.FLOOR), Load::perSecond),
                            rounds.ratioTo(measured(reads, Target.FLOOR), Load::p99),
                            rounds.median(Load::processorTime)))));
  }

  private void creates() {
    line("");
    line("| durable creates | clients | a second | p50 | p99 | processor time a request |");
    line("|---|---:|---:|---:|---:|---:|");
    figures
        .creates()
        .forEach((connections, creates) ->
            creates.forEach((target, rounds) ->
                line(
                    "| beginning with %,d secrets | %d | %s | %.1f µs |"
                        .formatted(
                            figures.plan().sites()
                                * (target == Target.FEW
                                    ? figures.plan().fewPerSite()
                                    : figures.plan().manyPerSite()),
                            connections,
                            speed(rounds),
                            rounds.median(Load::processorTime)))));
  }

  private static String speed(Rounds rounds) {
    return "%,.0f | %s | %s"
        .formatted(
            rounds.median(Load::perSecond),
            milliseconds(rounds.median(Load::p50)),
            milliseconds(rounds.median(Load::p99)));
  }

  private static String milliseconds(double microseconds) {
    return "%.2f ms".formatted(microseconds / 1000);
  }

  private void fsyncs() {
    line("");
    line("| clients, while strace watched | creates acknowledged | commits | fsyncs |");
    line("|---|---:|---:|---:|");
    figures
        .fsyncs()
        .forEach((connections, seen) ->
            line(
                "| %d | %s |"
                    .formatted(
                        connections,
                        seen.map(fsyncs ->
                                "%,d | %,d | %,d"
                                    .formatted(fsyncs.created(), fsyncs.commits(), fsyncs.syncs()))
                            .orElse("not measured: strace is missing or forbidden | |"))));
  }

  private void micro() {
    line("");
    line("| JMH, one thread | nanoseconds |");
    line("|---|---:|");
    figures
        .nanoseconds()
        .forEach((name, nanoseconds) -> line("| %s | %,.0f |".formatted(name, nanoseconds)));
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
