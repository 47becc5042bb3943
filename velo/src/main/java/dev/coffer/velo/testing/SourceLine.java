package dev.coffer.velo.testing;

import java.util.List;

/**
 * A line of a file.
 *
 * @param number counted from 1
 * @param text without its end
 * @param marks the functions that are exported here
 * @param kind {@code chosen} where the chosen function begins, {@code wrong} where an error is,
 *     else empty
 */
public record SourceLine(int number, String text, List<Mark> marks, String kind) {
  /**
   * A play mark.
   *
   * @param function the name of the function
   * @param address the page of the function
   * @param chosen whether this is that page
   */
  public record Mark(String function, String address, boolean chosen) {}
}
