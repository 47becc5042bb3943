package dev.coffer.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.server.sealing.WrappedSiteKeys;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.Pragma;

class StatementCacheTest {
  private static final String ADD = "INSERT INTO number (value) VALUES (:value)";

  private final AtomicInteger compiled = new AtomicInteger();
  private Handle handle;

  @BeforeEach
  void open(@TempDir Path directory) {
    Jdbi jdbi = Jdbi.create("jdbc:sqlite:" + directory.resolve("test.db"));
    handle = jdbi.open();
    handle.execute("CREATE TABLE number (value INTEGER UNIQUE, other INTEGER)");
    handle.setStatementBuilder(new StatementCache(new Counting()));
  }

  @AfterEach
  void close() {
    handle.close();
  }

  private final class Counting extends DefaultStatementBuilder {
    @Override
    public PreparedStatement create(Connection connection, String sql, StatementContext context)
        throws SQLException {
      compiled.incrementAndGet();
      return super.create(connection, sql, context);
    }
  }

  private void add(int value) {
    handle.createUpdate(ADD).bind("value", value).execute();
  }

  private int count() {
    return handle.createQuery("SELECT count(*) FROM number").mapTo(Integer.class).one();
  }

  @Test
  void aStatementIsCompiledOnceForAllItsUses() {
    for (int value = 0; value < 5; value++) {
      add(value);
    }
    assertThat(compiled).hasValue(1);
    assertThat(count()).isEqualTo(5);
  }

  @Test
  void aStatementWorksAgainAfterItsRowWasRefused() {
    add(1);
    assertThatThrownBy(() -> add(1)).hasMessageContaining("UNIQUE");
    add(2);
    assertThat(count()).isEqualTo(2);
  }

  @Test
  void aValueBoundBeforeIsNotInTheNextRow() {
    String addBoth = "INSERT INTO number (value, other) VALUES (:value, :other)";
    handle.createUpdate(addBoth).bind("value", 1).bind("other", 7).execute();
    handle.createUpdate(addBoth).bind("value", 2).bind("other", (Integer) null).execute();
    assertThat(
            handle
                .createQuery("SELECT count(*) FROM number WHERE other = 7")
                .mapTo(Integer.class)
                .one())
        .isEqualTo(1);
  }

  @Test
  void aStatementCanRunInsideItself() {
    add(1);
    add(2);
    String all = "SELECT value FROM number ORDER BY value";
    int pairs =
        handle
            .createQuery(all)
            .mapTo(Integer.class)
            .map(outer -> handle.createQuery(all).mapTo(Integer.class).list().size())
            .list()
            .stream()
            .mapToInt(Integer::intValue)
            .sum();
    assertThat(pairs).isEqualTo(4);
  }

  @Test
  void aQueryLeavesNoReadTransactionOpen() {
    handle.execute("PRAGMA journal_mode = WAL");
    add(1);
    assertThat(handle.createQuery("SELECT value FROM number").mapTo(Integer.class).findFirst())
        .contains(1);
    boolean busy =
        handle
            .createQuery("PRAGMA wal_checkpoint(TRUNCATE)")
            .map((row, context) -> row.getInt("busy") != 0)
            .one();
    assertThat(busy).as("something still reads").isFalse();
  }

  @Test
  void statementsWorkAgainAfterTheDiskWasFull(@TempDir Path directory) {
    SQLiteConfig config = new SQLiteConfig();
    config.setPragma(Pragma.MAX_PAGE_COUNT, "60");
    try (Database database =
        SqliteDatabase.open(directory.resolve("full.db"), batch -> {}, config)) {
      SiteRows sites = new SiteRows(database);
      assertThatThrownBy(
              () -> {
                for (int number = 0; number < 1000; number++) {
                  sites.insert(site("site-" + number, 2000));
                }
              })
          .isInstanceOf(StorageUnavailable.class)
          .hasMessageContaining("full");
      int stored = sites.list().size();
      sites.list().stream().limit(5).forEach(site -> sites.delete(site.id()));
      sites.insert(site("after", 2000));
      assertThat(sites.list()).hasSize(stored - 4);
    }
  }

  private static StoredSite site(String name, int keyLength) {
    return new StoredSite(
        UUID.randomUUID(),
        name,
        new WrappedSiteKeys(new byte[keyLength], new byte[keyLength]),
        0,
        OptionalLong.empty());
  }
}
