package dev.coffer.velo.host;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.velo.sandbox.ConsoleLine;
import dev.coffer.velo.sandbox.Host;
import dev.coffer.velo.sandbox.HostRefusal;
import java.util.Optional;

/** The host of one call, which knows the values of secrets that the call was given. */
public final class CallHost implements Host, AutoCloseable {
  CallHost() {}

  @Override
  public JsonNode perform(String operation, JsonNode argument) throws HostRefusal {
    throw new UnsupportedOperationException();
  }

  @Override
  public void say(ConsoleLine line) {}

  /**
   * The name of a secret that this call was given (or stored) and whose value stands in the text:
   * as it is, or in base64, base64url, hexadecimal or URL encoding, whole or inside a longer text.
   * Values of fewer than 8 characters count only where a JSON string is exactly that value.
   *
   * @param answer any JSON that is to go to a browser
   */
  public Optional<String> secretIn(JsonNode answer) {
    throw new UnsupportedOperationException();
  }

  /** The same for plain text, such as the body that an HTTP function answers with. */
  public Optional<String> secretIn(String text) {
    throw new UnsupportedOperationException();
  }

  /** The text with {@code ‹secret NAME›} in place of each value that this call was given. */
  public String masked(String text) {
    throw new UnsupportedOperationException();
  }

  /** The same for all strings in JSON, names of properties included. */
  public JsonNode masked(JsonNode json) {
    throw new UnsupportedOperationException();
  }

  /** Forgets the values. */
  @Override
  public void close() {}
}
