package dev.coffer.web;

/** What is said of requests that every server of Coffer refuses for how they use HTTP. */
public final class Refusals {
  /** A body with a Content-Encoding: 415. */
  public static final String COMPRESSED =
      "the body must not be compressed: no Content-Encoding is understood here";

  /** Headers beyond their limits: 431. */
  public static final String HEADERS_TOO_LARGE =
      "the headers are too large; at most "
          + RequestFraming.MOST_HEADERS
          + " headers and "
          + RequestFraming.LARGEST_HEADERS / 1024
          + " kB of them are read";

  /** Another transfer encoding than chunked: 501. */
  public static final String TRANSFER_ENCODING =
      "the only transfer encoding understood here is chunked";

  /** HTTP/1.0 or HTTP/2: 505. */
  public static final String VERSION = "only HTTP/1.1 is spoken here";

  /** A path that {@link PlainPath} does not let pass: 400. */
  public static final String AMBIGUOUS_PATH =
      "the path can be read in two ways: it must have no empty segment, dot segment, semicolon or"
          + " backslash, nor an encoded one, and no needless encoding";

  private Refusals() {}
}
