package dev.coffer.server.storage;

/** A change would have made two rows with the same unique columns. Nothing was changed. */
public final class UniqueViolation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UniqueViolation() {
    super("a row with the same unique columns exists", null, false, false);
  }
}
