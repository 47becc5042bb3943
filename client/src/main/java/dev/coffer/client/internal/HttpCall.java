package dev.coffer.client.internal;

import java.util.List;
import java.util.Optional;

/**
 * A request.
 *
 * @param path with its query, as it is sent
 * @param body empty for a request without one
 */
record HttpCall(String method, String path, List<Header> headers, Optional<byte[]> body) {
  /** A line of the head. */
  record Header(String name, String value) {
    /** Does not show the value, which may be a key. */
    @Override
    public String toString() {
      return name;
    }
  }

  /** Tells whether the server may have changed something for it. */
  boolean isChange() {
    return !method.equals("GET");
  }

  /** Does not show the body, which may hold a value. */
  @Override
  public String toString() {
    return method;
  }
}
