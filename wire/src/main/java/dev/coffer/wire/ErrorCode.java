package dev.coffer.wire;

import java.util.Arrays;
import java.util.Optional;

/**
 * The codes of errors. An answer has one in {@code details.applicationError.code}, or else {@code
 * details.validationError}, which means {@link #INVALID_ARGUMENT}. Most are gRPC's.
 */
public enum ErrorCode {
  /** What was sent is missing, too long or of the wrong shape, or contradicts itself. */
  INVALID_ARGUMENT,
  /** No key, or an unknown, expired or revoked one. */
  UNAUTHENTICATED,
  /** The key may not make this call, or not on this site. */
  PERMISSION_DENIED,
  /** It does not exist. */
  NOT_FOUND,
  /** The route has no such method. */
  METHOD_NOT_ALLOWED,
  /** The name is taken. */
  ALREADY_EXISTS,
  /** Other changes kept getting in the way. */
  ABORTED,
  /** The body is larger than any that could be valid. */
  PAYLOAD_TOO_LARGE,
  /** The body is not JSON. */
  UNSUPPORTED_MEDIA_TYPE,
  /** The site's Members Area is not set up. */
  FAILED_PRECONDITION,
  /** Too many failures from one address. */
  RESOURCE_EXHAUSTED,
  /** A fault of the server, or a corrupted record. */
  INTERNAL,
  /** The server cannot answer at the moment. */
  UNAVAILABLE;

  /**
   * Returns the code of that name, if there is one. Newer servers may have others.
   *
   * @param name a code as it was sent
   */
  public static Optional<ErrorCode> of(String name) {
    return Arrays.stream(values()).filter(code -> code.name().equals(name)).findFirst();
  }
}
