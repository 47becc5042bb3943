package dev.coffer.server.api;

/** Tells whether the server can do its work right now. */
public interface Readiness {
  /** {@return whether the database answers and the server is not about to stop} */
  boolean isReady();
}
