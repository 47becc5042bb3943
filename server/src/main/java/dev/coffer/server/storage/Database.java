package dev.coffer.server.storage;

import java.util.function.Function;

/**
 * A place to keep rows. Calls block until they are answered, and may come from any thread, virtual
 * ones included.
 */
public interface Database extends AutoCloseable {
  /**
   * Runs a query.
   *
   * @param query the query; it must not change anything
   * @return what the query returns
   * @throws StorageUnavailable if the database does not answer
   */
  <T> T read(Function<Tx, T> query);

  /**
   * Runs a change as one transaction. When this returns, the change is on disk, and what was to be
   * done {@linkplain Tx#afterCommit after the commit} is done; when it throws, nothing of the
   * change is stored.
   *
   * @param change the change. It may be run several times, when the database undid it because
   *     another got in its way, so it must change nothing but rows and what waits for the commit
   * @return what the change returns
   * @throws UniqueViolation if a row with the same unique columns exists
   * @throws ForeignKeyViolation if a row that the change refers to does not exist
   * @throws StorageUnavailable if the database does not answer or cannot store more
   */
  <T> T write(Function<Tx, T> change);

  /**
   * Tells whether no other process can change the rows, so that what was read may be cached.
   *
   * @return whether this process is the only writer
   */
  boolean soleWriter();

  /** Makes what was deleted unreadable in the database's own files, as far as it can. */
  void scrub();

  /** Finishes what was accepted and lets go of the database. */
  @Override
  void close();
}
