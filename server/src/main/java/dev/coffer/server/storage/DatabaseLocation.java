package dev.coffer.server.storage;

import java.nio.file.Path;
import java.util.Optional;

/** Where the database is. */
public sealed interface DatabaseLocation {
  /**
   * A file on this machine, used by this process alone.
   *
   * @param file the SQLite file, made when it is missing; its directory must exist
   */
  record SqliteFile(Path file) implements DatabaseLocation {}

  /**
   * A PostgreSQL server, which any number of processes may share.
   *
   * @param url a JDBC URL that begins with {@code jdbc:postgresql:}
   * @param user the user, unless the URL names one
   * @param password the user's password, unless the server asks for none
   */
  record PostgresServer(String url, Optional<String> user, Optional<String> password)
      implements DatabaseLocation {
    /** Shows neither the password nor the URL, which may hold one. */
    @Override
    public String toString() {
      return "PostgresServer";
    }
  }
}
