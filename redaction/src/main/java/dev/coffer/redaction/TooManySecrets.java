package dev.coffer.redaction;

/** More values are to be looked for than the memory is meant for. */
public final class TooManySecrets extends Exception {
  private static final long serialVersionUID = 1L;

  TooManySecrets() {
    super("too many secrets are to be looked for");
  }
}
