package dev.coffer.server.storage;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one read or one transaction sees of the database. Whoever calls {@link Database#write} owns
 * the transaction, and the tables work in it, so that all of a change is stored or nothing of it.
 * Only the thread that runs the work may use it, and only until the work ends.
 */
public final class Tx {
  private static final Logger LOG = LoggerFactory.getLogger(Tx.class);

  private final Handle handle;
  private final String sharedLock;
  private final List<Runnable> afterCommit = new ArrayList<>();
  private final List<Runnable> afterRollback = new ArrayList<>();

  /**
   * @param sharedLock what a SELECT ends with so that others cannot change its rows before the
   *     transaction ends; empty where there is only one writer
   */
  Tx(Handle handle, String sharedLock) {
    this.handle = handle;
    this.sharedLock = sharedLock;
  }

  Handle handle() {
    return handle;
  }

  String sharedLock() {
    return sharedLock;
  }

  /**
   * Has something done once the transaction is on disk, before anybody is told so: what is cached
   * of a row is dropped here. Nothing is done if the transaction is not committed.
   *
   * @param action what to do; it must not wait for a write, nor use this transaction
   */
  public void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  /**
   * Has something undone that was done beside the transaction, in case what the transaction did is
   * undone too. Nothing is done if the transaction is committed.
   *
   * @param action what to do; it must not wait for a write, nor use this transaction
   */
  public void afterRollback(Runnable action) {
    afterRollback.add(action);
  }

  /** Runs what waits for the commit. A failure is logged: the change is stored all the same. */
  void committed() {
    runAll(afterCommit);
  }

  /** Runs what waits for the end of a transaction that was not committed. */
  void rolledBack() {
    runAll(afterRollback);
  }

  private static void runAll(List<Runnable> actions) {
    for (Runnable action : actions) {
      try {
        action.run();
      } catch (RuntimeException | Error e) { // The one writer must live on, whatever it is.
        LOG.error("an action after a transaction failed", e);
      }
    }
  }
}
