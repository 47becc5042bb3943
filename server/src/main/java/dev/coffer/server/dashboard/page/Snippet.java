package dev.coffer.server.dashboard.page;

/**
 * Code to copy.
 *
 * @param title what it is written in
 * @param code the code
 */
public record Snippet(String title, String code) {
  /** Does not show the code, which has the name of a secret in it. */
  @Override
  public String toString() {
    return "Snippet";
  }
}
