package dev.coffer.velo.web;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bytes of a file that follow each other.
 *
 * @param first the place of the first, from 0
 * @param last the place of the last; one before the first if there are none
 */
record ByteRange(long first, long last) {
  private static final Pattern ONE =
      Pattern.compile("bytes=[ \\t]*(\\d*)-(\\d*)[ \\t]*", Pattern.CASE_INSENSITIVE);

  /** Returns the whole of a file of that length. */
  static ByteRange whole(long length) {
    return new ByteRange(0, length - 1);
  }

  /**
   * Returns the one range that was asked for (RFC 9110, section 14.2).
   *
   * @param fields the contents of the Range fields of the request
   * @param length that of the file
   * @return the range, which lies within the file; empty if the whole file is to be sent, because
   *     none was asked for, or several were, or what was asked is no range, or the file is empty
   * @throws WebRequestException with status 416 if no byte of the file lies in the range
   */
  static Optional<ByteRange> asked(List<String> fields, long length) {
    Matcher one = ONE.matcher(fields.size() == 1 ? fields.getFirst().strip() : "");
    if (length == 0 || !one.matches()) {
      return Optional.empty();
    }
    String from = one.group(1);
    String to = one.group(2);
    if (from.isEmpty()) {
      return to.isEmpty() ? Optional.empty() : Optional.of(atEnd(number(to), length));
    }
    long last = to.isEmpty() ? Long.MAX_VALUE : number(to);
    return last < number(from) ? Optional.empty() : Optional.of(within(number(from), last, length));
  }

  private static ByteRange atEnd(long count, long length) {
    return within(Math.max(0, length - count), Long.MAX_VALUE, length);
  }

  private static ByteRange within(long first, long last, long length) {
    if (first >= length) {
      throw WebRequestException.rangeNotSatisfiable(length);
    }
    return new ByteRange(first, Math.min(last, length - 1));
  }

  /** Returns a number, or the largest there is in the place of larger ones. */
  private static long number(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Returns how many bytes they are. */
  long length() {
    return last - first + 1;
  }

  /** Returns it as the field Content-Range says it. */
  String of(long length) {
    return "bytes " + first + "-" + last + "/" + length;
  }
}
