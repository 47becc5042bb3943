package dev.coffer.benchmarks;

import dev.coffer.benchmarks.Wrk.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Measures Coffer as its users run it, beside a floor on the same stack, and prints what it found
 * as Markdown. Progress goes to standard error. Started by {@code benchmarks/run}.
 */
public final class Benchmark {
  static final List<Integer> CONNECTIONS = List.of(1, 32, 256);

  private final Plan plan;
  private final Path launcher;
  private final Path target;
  private final Path run;

  private Benchmark(Plan plan, Path project) {
    this.plan = plan;
    this.launcher = project.resolve("coffer");
    this.target = project.resolve("benchmarks/target");
    this.run = target.resolve("run");
  }

  /**
   * Runs the load benchmarks.
   *
   * @param arguments the project's directory, and {@code --quick} for a first impression in a few
   *     minutes
   */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    boolean quick = List.of(arguments).contains("--quick");
    Figures figures =
        new Benchmark(quick ? Plan.QUICK : Plan.FULL, Path.of(arguments[0]).toAbsolutePath())
            .measure();
    System.out.print(Report.markdown(figures));
  }

  /** The loads that are compared. */
  enum Target {
    FLOOR("floor: a constant from the same stack"),
    FEW("%,d secrets stored, any of them read"),
    MANY_HOT("%,d secrets stored, a hot set of %,d read"),
    MANY("%,d secrets stored, any of them read");

    private final String description;

    Target(String description) {
      this.description = description;
    }

    String description(Plan plan) {
      int few = plan.sites() * plan.fewPerSite();
      int many = plan.sites() * plan.manyPerSite();
      return this == FEW ? description.formatted(few) : description.formatted(many, few);
    }
  }

  /** Everything that was measured. */
  record Figures(
      Plan plan,
      Map<Integer, Map<Target, Rounds>> reads,
      Map<Integer, Map<Target, Rounds>> creates,
      Map<Integer, Optional<Fsyncs>> fsyncs,
      Optional<Long> residentAfterReadingFew,
      Optional<Long> residentAfterReadingMany,
      Optional<Long> residentAtTheEnd,
      double secondsOnNewData,
      double secondsToFirstRead,
      Map<String, Double> nanoseconds) {}

  private Figures measure() {
    Directories.delete(run);
    makeDirectory(run);
    // First: where a Helidon server has run, it forbids the deserialization that JMH needs.
    say("running JMH");
    Map<String, Double> nanoseconds = MicroBenchmarks.run(plan.microIterations());
    DataSet few = dataSet(plan.fewPerSite());
    DataSet many = dataSet(plan.manyPerSite());
    say("timing starts");
    double onNewData =
        median(plan.starts(), () -> Startup.secondsOnNewData(launcher, run.resolve("new")));
    DataSet restarted = few.copyTo(run.resolve("restarted"));
    double toFirstRead =
        median(plan.starts(), () -> Startup.secondsToFirstRead(launcher, restarted));
    Wrk wrk = new Wrk(run);
    Map<Integer, Map<Target, Rounds>> reads = new LinkedHashMap<>();
    Map<Integer, Map<Target, Rounds>> creates = new LinkedHashMap<>();
    Map<Integer, Optional<Fsyncs>> fsyncs = new LinkedHashMap<>();
    Optional<Long> afterReadingFew;
    Optional<Long> afterReadingMany;
    Optional<Long> atTheEnd;
    DataSet fewCopy = few.copyTo(run.resolve("few"));
    DataSet manyCopy = many.copyTo(run.resolve("many"));
    try (ChildServer fewServer = ChildServer.coffer(launcher, fewCopy.directory());
        ChildServer manyServer = ChildServer.coffer(launcher, manyCopy.directory());
        ChildServer floor = ChildServer.floor(fewServer, run)) {
      Map<Target, Loading> reading = new LinkedHashMap<>();
      reading.put(Target.FLOOR, reading(wrk, floor, fewCopy, plan.fewPerSite()));
      reading.put(Target.FEW, reading(wrk, fewServer, fewCopy, plan.fewPerSite()));
      reading.put(Target.MANY_HOT, reading(wrk, manyServer, manyCopy, plan.fewPerSite()));
      reading.put(Target.MANY, reading(wrk, manyServer, manyCopy, plan.manyPerSite()));
      warmUp(reading);
      for (int connections : CONNECTIONS) {
        reads.put(connections, alternate("reads", reading, connections));
      }
      afterReadingFew = fewServer.residentMegabytes();
      afterReadingMany = manyServer.residentMegabytes();

      Map<Target, Loading> creating = new LinkedHashMap<>();
      creating.put(Target.FEW, creating(wrk, fewServer, fewCopy));
      creating.put(Target.MANY, creating(wrk, manyServer, manyCopy));
      warmUp(creating);
      for (int connections : CONNECTIONS) {
        creates.put(connections, alternate("creates", creating, connections));
      }
      atTheEnd = manyServer.residentMegabytes();
      for (int connections : List.of(1, 32)) {
        say("counting fsyncs, %d connections", connections);
        Loading load = creating.get(Target.FEW);
        fsyncs.put(
            connections,
            Fsyncs.during(fewServer, run, () -> load.run(connections, plan.seconds())));
      }
    }
    return new Figures(
        plan,
        reads,
        creates,
        fsyncs,
        afterReadingFew,
        afterReadingMany,
        atTheEnd,
        onNewData,
        toFirstRead,
        nanoseconds);
  }

  private DataSet dataSet(int secretsPerSite) {
    say("making %,d secrets, unless an earlier run did", plan.sites() * secretsPerSite);
    Path directory = target.resolve("data-" + plan.sites() * secretsPerSite);
    return DataSet.in(directory, plan.sites(), secretsPerSite);
  }

  private interface Loading {
    Load run(int connections, int seconds);
  }

  private static Loading reading(Wrk wrk, ChildServer server, DataSet data, int secretsPerSite) {
    return (connections, seconds) ->
        wrk.run(server, Operation.READ, data, secretsPerSite, connections, seconds);
  }

  private static Loading creating(Wrk wrk, ChildServer server, DataSet data) {
    return (connections, seconds) ->
        wrk.run(server, Operation.CREATE, data, data.secretsPerSite(), connections, seconds);
  }

  private void warmUp(Map<Target, Loading> loadings) {
    for (Target loaded : loadings.keySet()) {
      say("warming up: %s", loaded.description(plan));
      loadings.get(loaded).run(32, plan.warmUpSeconds());
    }
  }

  /** Runs each load once, then each once more, and so on: what disturbs one disturbs all. */
  private Map<Target, Rounds> alternate(
      String what, Map<Target, Loading> loadings, int connections) {
    Map<Target, Rounds> rounds = new LinkedHashMap<>();
    for (int round = 1; round <= plan.rounds(); round++) {
      say("%s, %d connections, round %d of %d", what, connections, round, plan.rounds());
      loadings.forEach((loaded, loading) ->
          rounds
              .computeIfAbsent(loaded, absent -> new Rounds())
              .add(loading.run(connections, plan.seconds())));
    }
    return rounds;
  }

  private static double median(int times, Supplier<Double> figure) {
    List<Double> figures = new ArrayList<>();
    for (int time = 0; time < times; time++) {
      figures.add(figure.get());
    }
    return Median.of(figures.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static void makeDirectory(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void say(String format, Object... arguments) {
    System.err.printf("benchmarks: " + format + "%n", arguments);
  }
}
