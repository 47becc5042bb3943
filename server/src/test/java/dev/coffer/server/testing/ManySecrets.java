package dev.coffer.server.testing;

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
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Fills a data directory with more secrets than calls could make in the time of a test. */
public final class ManySecrets {
  private static final int AT_A_TIME = 256;

  private ManySecrets() {}

  /**
   * Makes a data directory on SQLite whose site {@code default} has secrets named {@code
   * secret-000000} and so on.
   *
   * @return an API key that may only list them
   */
  public static String fill(Path data, int count, String description) {
    CofferServer.start(
            Settings.load(
                Map.of("data", data.toString(), "port", "0", "log-level", "error"), Map.of()))
        .close();
    DatabaseLocation location = new DatabaseLocation.SqliteFile(data.resolve("coffer.db"));
    try (Database database = Databases.open(location, batch -> {})) {
      Domain domain =
          Domain.on(
              database,
              MasterKey.parse(Files.readString(data.resolve("master.key"))),
              OperatorKey.none(),
              1_000,
              InstantSource.system(),
              new Metrics());
      Site fresh = domain.sites().list().getFirst();
      domain.membersArea().setUp(fresh, "owner@example.com", "a long enough password");
      Site site = domain.sites().get(fresh.id());
      Principal operator = new Principal.Operator();
      create(
          domain.secrets(),
          new Caller(operator, site, EnumSet.allOf(Permission.class)),
          count,
          description);
      return domain
          .apiKeys()
          .create(
              operator, site, "lists", Set.of(Permission.SECRET_METADATA_READ), Optional.empty())
          .key();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As many callers at a time as make whole batches of commits. */
  private static void create(Secrets secrets, Caller caller, int count, String description) {
    Semaphore room = new Semaphore(AT_A_TIME);
    List<Future<?>> created = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int number = 0; number < count; number++) {
        String name = "secret-%06d".formatted(number);
        room.acquireUninterruptibly();
        created.add(
            callers.submit(() -> {
              try (SecretFields fields =
                  new SecretFields(
                      Optional.of(name),
                      Optional.of(SecretValue.takeOver("v".getBytes(StandardCharsets.UTF_8))),
                      Optional.of(description),
                      List.of())) {
                secrets.create(caller, fields);
              } finally {
                room.release();
              }
            }));
      }
    }
    created.forEach(Future::resultNow);
  }
}
