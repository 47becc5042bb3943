package dev.coffer.server.storage;

/** A change refers to a row that is not there, or not there any more. Nothing was changed. */
public final class ForeignKeyViolation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ForeignKeyViolation() {
    super("a row that the change refers to does not exist", null, false, false);
  }
}
