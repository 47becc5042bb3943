package dev.coffer.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The exact interface of the HTTP API, as an OpenAPI document. */
public final class OpenApi {
  private OpenApi() {}

  /** Returns {@code openapi.yaml}, in UTF-8. It is read anew by each call. */
  public static byte[] yaml() {
    try (InputStream document = OpenApi.class.getResourceAsStream("openapi.yaml")) {
      return Objects.requireNonNull(document, "openapi.yaml is beside this class").readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
