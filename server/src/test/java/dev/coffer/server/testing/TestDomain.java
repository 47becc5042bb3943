package dev.coffer.server.testing;

import dev.coffer.server.Domain;
import dev.coffer.server.access.OperatorKey;
import dev.coffer.server.metrics.Metrics;
import dev.coffer.server.sealing.MasterKey;
import dev.coffer.server.storage.Database;
import dev.coffer.server.storage.DatabaseLocation;
import dev.coffer.server.storage.Databases;
import java.nio.file.Path;
import java.time.InstantSource;

/** What Coffer does, on an SQLite file of its own and without a web server. */
public record TestDomain(Database database, Domain domain) implements AutoCloseable {
  /** Wires it on a new file in a directory. */
  public static TestDomain in(Path directory, InstantSource clock) {
    Database database =
        Databases.open(
            new DatabaseLocation.SqliteFile(directory.resolve("coffer.db")), changes -> {});
    return new TestDomain(
        database,
        Domain.on(
            database,
            MasterKey.parse(MasterKey.generateCleartextKeyset()),
            OperatorKey.none(),
            1_000,
            clock,
            new Metrics()));
  }

  @Override
  public void close() {
    database.close();
  }
}
