package dev.coffer.client.internal;

import java.util.Optional;
import java.util.function.Function;

/**
 * What a server answered.
 *
 * @param header finds the first header of a name, whatever its case
 * @param body whole; whoever is done with it may wipe it
 */
record HttpAnswer(int status, Function<String, Optional<String>> header, byte[] body) {
  /** Does not show the body, which may hold a value. */
  @Override
  public String toString() {
    return String.valueOf(status);
  }
}
