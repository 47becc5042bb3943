package dev.coffer.benchmarks;

import dev.coffer.server.Domain;
import dev.coffer.server.access.Access;
import dev.coffer.server.access.Caller;
import dev.coffer.server.access.OperatorKey;
import dev.coffer.server.access.Permission;
import dev.coffer.server.access.Principal;
import dev.coffer.server.metrics.Metrics;
import dev.coffer.server.sealing.BlindIndex;
import dev.coffer.server.sealing.MasterKey;
import dev.coffer.server.sealing.RecordContext;
import dev.coffer.server.sealing.SiteKeys;
import dev.coffer.server.sites.Site;
import dev.coffer.server.storage.Database;
import dev.coffer.server.storage.DatabaseLocation;
import dev.coffer.server.storage.Databases;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The server's own work on a request, piece by piece, timed by JMH on one thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MicroBenchmarks {
  private final byte[] value = DataSet.value().getBytes(StandardCharsets.UTF_8);

  private SiteKeys keys;
  private RecordContext place;
  private byte[] sealed;

  private Path directory;
  private Database database;
  private Access access;
  private Access.Credentials credentials;

  /** For JMH. */
  public MicroBenchmarks() {}

  /** Makes keys, a sealed value, and a database with an API key. */
  @Setup
  public void setUp() throws IOException {
    MasterKey masterKey = MasterKey.parse(MasterKey.generateCleartextKeyset());
    UUID site = UUID.randomUUID();
    keys = masterKey.unwrap(site, masterKey.newSiteKeys(site));
    place = new RecordContext(site, UUID.randomUUID(), 1, keys.nameIndex(DataSet.name(0)), 1, 1);
    sealed = keys.sealValue(place, value);
    directory = Files.createTempDirectory("coffer-benchmark-");
    database =
        Databases.open(
            new DatabaseLocation.SqliteFile(directory.resolve("coffer.db")), batch -> {});
    makeApiKey(masterKey);
  }

  private void makeApiKey(MasterKey masterKey) {
    InstantSource clock = InstantSource.system();
    Domain domain = Domain.on(database, masterKey, OperatorKey.none(), 1, clock, new Metrics());
    Site site = domain.sites().create("benchmark");
    String key =
        domain
            .apiKeys()
            .create(
                new Principal.Operator(),
                site,
                "benchmark",
                EnumSet.allOf(Permission.class),
                Optional.empty())
            .key();
    access = domain.access();
    credentials =
        new Access.Credentials(
            Optional.of(key), Optional.empty(), InetAddress.getLoopbackAddress());
  }

  /** Closes the database. */
  @TearDown
  public void tearDown() {
    database.close();
    Directories.delete(directory);
  }

  /** Seals a value. */
  @Benchmark
  public byte[] seal() {
    return keys.sealValue(place, value);
  }

  /** Opens a value. */
  @Benchmark
  public byte[] open() {
    return keys.openValue(place, sealed);
  }

  /** Computes the index of a name. */
  @Benchmark
  public BlindIndex nameIndex() {
    return keys.nameIndex("secret-000000");
  }

  /** Finds out whose key a request brings: its checksum, its hash, and the key's row. */
  @Benchmark
  public Caller keyCheck() {
    return access.caller(credentials);
  }

  /**
   * Runs all of these in a Java of their own.
   *
   * @param iterations how many seconds each is measured, after as many of warm-up
   * @return the nanoseconds that each took on average, by its name
   */
  static Map<String, Double> run(int iterations) {
    Options options =
        new OptionsBuilder()
            .include(MicroBenchmarks.class.getSimpleName())
            .forks(1)
            .jvmArgs("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow")
            .warmupIterations(iterations)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(iterations)
            .measurementTime(TimeValue.seconds(1))
            .verbosity(VerboseMode.SILENT)
            .build();
    try {
      Collection<RunResult> results = new Runner(options).run();
      Map<String, Double> nanoseconds = new TreeMap<>();
      for (RunResult result : results) {
        nanoseconds.put(result.getPrimaryResult().getLabel(), result.getPrimaryResult().getScore());
      }
      return nanoseconds;
    } catch (RunnerException e) {
      throw new IllegalStateException("JMH failed", e);
    }
  }
}
