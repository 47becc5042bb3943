package dev.coffer.server.testing;

import dev.coffer.testing.TestClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A data directory as an earlier build left it, kept with the tests, so that every later build is
 * held against it. {@code stored/README.md} says what is in one and how another is made.
 *
 * @param version the version of its schema
 * @param backend the database that wrote it
 */
public record StoredDatabase(int version, Backend backend) {
  /** What a data directory keeps beside an SQLite database. */
  public static final List<String> KEY_FILES = List.of("master.key", "operator.key");

  public static final String SQLITE_FILE = "coffer.db";
  public static final String SQL_FILE = "database.sql";
  public static final String MANIFEST = "manifest.json";

  /** Returns where a stored database is written: in the sources, from the module's directory. */
  public Path source() {
    return Path.of("src/test/resources/dev/coffer/server/stored").resolve(directory());
  }

  private String directory() {
    return "v" + version + "/" + backend.name().toLowerCase(Locale.ROOT);
  }

  /** Returns every stored database of every version, the oldest first. */
  public static List<StoredDatabase> all() {
    try (Stream<Path> versions =
        Files.list(pathOf(StoredDatabase.class.getResource("/dev/coffer/server/stored")))) {
      return versions
          .filter(Files::isDirectory)
          .map(version -> Integer.parseInt(version.getFileName().toString().substring(1)))
          .sorted(Comparator.naturalOrder())
          .flatMap(version ->
              Arrays.stream(Backend.values()).map(backend -> new StoredDatabase(version, backend)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path pathOf(URL resource) {
    try {
      return Path.of(resource.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the content of one of its files. */
  public byte[] file(String name) {
    String path = "/dev/coffer/server/stored/" + directory() + "/" + name;
    try (InputStream content = StoredDatabase.class.getResourceAsStream(path)) {
      if (content == null) {
        throw new AssertionError(path + " is missing; CONTRIBUTING.md says how it is made");
      }
      return content.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public StoredManifest manifest() {
    return StoredManifest.read(file(MANIFEST));
  }

  /** Starts a server on a copy of it, at the time when it was made. */
  public TestServer open() {
    Path data = TestServer.temporaryDirectory();
    Map<String, String> settings = new HashMap<>();
    settings.put("data", data.toString());
    settings.put("log-level", "warn");
    for (String name : KEY_FILES) {
      copy(name, data);
    }
    switch (backend) {
      case SQLITE -> copy(SQLITE_FILE, data);
      case POSTGRESQL -> {
        settings.putAll(backend.newDatabase());
        execute(settings.get("database-url"), new String(file(SQL_FILE), StandardCharsets.UTF_8));
      }
    }
    return TestServer.start(backend, settings, new TestClock(Instant.parse(manifest().now())));
  }

  private void copy(String name, Path data) {
    try {
      Files.createFile(
          data.resolve(name),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(data.resolve(name), file(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void execute(String url, String sql) {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
