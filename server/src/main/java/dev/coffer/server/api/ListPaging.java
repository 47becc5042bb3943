package dev.coffer.server.api;

import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.Violation;
import dev.coffer.server.errors.Violation.Rule;
import dev.coffer.server.secrets.SecretPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Which part of a site's list is asked for: {@code paging.limit} and {@code paging.cursor} in the
 * query, as Wix words it.
 *
 * @param isAsked whether a part is asked for, and not the whole
 * @param limit how many records it may have
 * @param after where it begins; empty for the beginning of the list
 */
record ListPaging(boolean isAsked, long limit, Optional<SecretPlace> after) {
  private static final String LIMIT = "paging.limit";
  private static final String CURSOR = "paging.cursor";
  private static final int LARGEST = 1_000;
  private static final int USUAL = 100;

  /**
   * Reads the query.
   *
   * @throws InvalidArgument if the limit is no number from 1 to 1,000, or the cursor none of this
   *     site's
   */
  static ListPaging of(Request request, UUID site) {
    Optional<String> limit = request.queryParameter(LIMIT);
    Optional<String> cursor = request.queryParameter(CURSOR);
    if (limit.isEmpty() && cursor.isEmpty()) {
      return new ListPaging(false, Long.MAX_VALUE, Optional.empty());
    }
    List<Violation> violations = new ArrayList<>();
    Optional<Integer> most = limit.isEmpty() ? Optional.of(USUAL) : number(limit.get());
    if (most.isEmpty()) {
      violations.add(
          new Violation(LIMIT, Rule.FORMAT, "must be a whole number from 1 to " + LARGEST));
    }
    Optional<SecretPlace> after = cursor.flatMap(text -> SecretPlace.parse(site, text));
    if (cursor.isPresent() && after.isEmpty()) {
      violations.add(
          new Violation(
              CURSOR, Rule.FORMAT, "must be what an earlier answer about this site has as next"));
    }
    if (!violations.isEmpty()) {
      throw new InvalidArgument(violations);
    }
    return new ListPaging(true, most.orElseThrow(), after);
  }

  private static Optional<Integer> number(String text) {
    return text.matches("[0-9]{1,4}")
        ? Optional.of(Integer.valueOf(text)).filter(number -> number >= 1 && number <= LARGEST)
        : Optional.empty();
  }
}
