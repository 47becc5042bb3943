package dev.coffer.benchmarks;

import dev.coffer.server.CofferServer;
import dev.coffer.server.Domain;
import dev.coffer.server.access.Caller;
import dev.coffer.server.access.OperatorKey;
import dev.coffer.server.access.Permission;
import dev.coffer.server.access.Principal;
import dev.coffer.server.config.Settings;
import dev.coffer.server.metrics.Metrics;
import dev.coffer.server.sealing.MasterKey;
import dev.coffer.server.secrets.SecretFields;
import dev.coffer.server.secrets.SecretValue;
import dev.coffer.server.secrets.Secrets;
import dev.coffer.server.sites.Site;
import dev.coffer.server.storage.Database;
import dev.coffer.server.storage.DatabaseLocation;
import dev.coffer.server.storage.Databases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * A data directory with sites, an API key for each, and secrets, all made by the server's own
 * classes: what is measured is what Coffer itself has stored. It is made once and then copied, so
 * that every run begins with the same.
 *
 * @param directory the data directory
 * @param sites how many sites it has, besides the default one, which stays empty
 * @param secretsPerSite how many secrets each of these has
 */
record DataSet(Path directory, int sites, int secretsPerSite) {
  /** The texts of the sites' API keys, one a line, for the load generator. */
  private static final String KEYS_FILE = "benchmark.keys";

  private static final String MADE_WHOLE = "benchmark.complete";
  private static final int VALUE_LENGTH = 40;
  private static final int LOADING_AT_A_TIME = 512;

  /**
   * Makes the data set, unless an earlier run has made it whole.
   *
   * @param directory where it is or will be
   * @param sites how many sites it shall have
   * @param secretsPerSite how many secrets each of these shall have
   */
  static DataSet in(Path directory, int sites, int secretsPerSite) {
    DataSet dataSet = new DataSet(directory, sites, secretsPerSite);
    if (!Files.exists(directory.resolve(MADE_WHOLE))) {
      Directories.delete(directory);
      dataSet.make();
    }
    return dataSet;
  }

  /** Copies the data set, which a benchmark then may change. */
  DataSet copyTo(Path copy) {
    Directories.delete(copy);
    Directories.copy(directory, copy);
    return new DataSet(copy, sites, secretsPerSite);
  }

  Path keysFile() {
    return directory.resolve(KEYS_FILE);
  }

  /** Returns the API keys, in the order of the sites. */
  List<String> keys() {
    try {
      return Files.readAllLines(keysFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int secrets() {
    return sites * secretsPerSite;
  }

  /** Returns the name of a site's secret; the load generator's script makes the same ones. */
  static String name(int number) {
    return "secret-%06d".formatted(number);
  }

  /**
   * Returns the value of every secret: the answers of the server and of the floor are of one
   * length.
   */
  static String value() {
    return "v".repeat(VALUE_LENGTH);
  }

  private void make() {
    try {
      startOnceToInitialise();
      DatabaseLocation location = new DatabaseLocation.SqliteFile(directory.resolve("coffer.db"));
      try (Database database = Databases.open(location, batch -> {})) {
        fill(database, MasterKey.parse(Files.readString(directory.resolve("master.key"))));
      }
      Files.createFile(directory.resolve(MADE_WHOLE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void startOnceToInitialise() {
    Map<String, String> flags =
        Map.of("data", directory.toString(), "port", "0", "log-level", "error");
    CofferServer.start(Settings.load(flags, Map.of())).close();
  }

  private void fill(Database database, MasterKey masterKey) throws IOException {
    InstantSource clock = InstantSource.system();
    Domain domain =
        Domain.on(database, masterKey, OperatorKey.none(), VALUE_LENGTH, clock, new Metrics());
    EnumSet<Permission> everything = EnumSet.allOf(Permission.class);
    List<String> keys = new ArrayList<>();
    for (int number = 0; number < sites; number++) {
      Site site = domain.sites().create("site-" + number);
      domain.membersArea().setUp(site, "owner@example.com", "a password for benchmarks");
      keys.add(
          domain
              .apiKeys()
              .create(new Principal.Operator(), site, "benchmark", everything, Optional.empty())
              .key());
      Site setUp = domain.sites().get(site.id());
      createSecrets(domain.secrets(), new Caller(new Principal.Operator(), setUp, everything));
    }
    Files.write(keysFile(), keys);
  }

  /** As many callers at a time as make whole batches of commits. */
  private void createSecrets(Secrets secrets, Caller caller) {
    Semaphore room = new Semaphore(LOADING_AT_A_TIME);
    List<Future<?>> created = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int number = 0; number < secretsPerSite; number++) {
        String name = name(number);
        room.acquireUninterruptibly();
        created.add(
            callers.submit(() -> {
              try {
                create(secrets, caller, name);
              } finally {
                room.release();
              }
            }));
      }
    }
    created.forEach(Future::resultNow);
  }

  private static void create(Secrets secrets, Caller caller, String name) {
    byte[] value = value().getBytes(StandardCharsets.UTF_8);
    try (SecretFields fields =
        new SecretFields(
            Optional.of(name),
            Optional.of(SecretValue.takeOver(value)),
            Optional.of("made for a benchmark"),
            List.of())) {
      secrets.create(caller, fields);
    }
  }
}
