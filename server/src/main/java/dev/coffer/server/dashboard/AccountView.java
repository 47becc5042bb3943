package dev.coffer.server.dashboard;

import java.time.Instant;
import java.util.List;

/**
 * A person's own account. To end a session: {@code POST /dashboard/account/sessions/{id}/end}; to
 * end all: {@code POST /dashboard/account/sessions/end}; to change the password: {@code POST
 * /dashboard/account/password} with {@code current} and {@code password}.
 *
 * @param frame what surrounds the page
 * @param email the person's address
 * @param sessions the person's sessions, the last used first
 * @param form the fields of the password
 */
public record AccountView(Frame frame, String email, List<SessionRow> sessions, Form form) {

  /**
   * A session.
   *
   * @param id its id
   * @param browser what the browser calls itself
   * @param address where it was started from
   * @param started when it was started
   * @param lastSeen when it was last used
   * @param current whether it is the one that asks
   */
  public record SessionRow(
      String id,
      String browser,
      String address,
      Instant started,
      Instant lastSeen,
      boolean current) {}
}
