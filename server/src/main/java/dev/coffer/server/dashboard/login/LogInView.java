package dev.coffer.server.dashboard.login;

import dev.coffer.server.dashboard.page.Form;
import dev.coffer.server.dashboard.page.PageLayout;

/**
 * The pages on which somebody proves who they are.
 *
 * @param layout what surrounds the page
 * @param kind which of these pages it is
 * @param form the form: {@code email} and {@code password}; only {@code password} to confirm
 * @param siteName the site that the person comes to; empty at the log-in
 * @param roleTitle the role that an invitation gives; empty elsewhere
 * @param next where to go afterwards, a path on this server; sent back as {@code next}
 */
public record LogInView(
    PageLayout layout, Kind kind, Form form, String siteName, String roleTitle, String next) {
  /** Which page it is. */
  public enum Kind {
    /** Make the first owner of a site: {@code POST /dashboard/set-up}. */
    SET_UP,
    /** Become a member of a site: {@code POST /dashboard/invitation}. */
    INVITATION,
    /** Log in: {@code POST /dashboard/log-in}. */
    LOG_IN,
    /** Give the password again: {@code POST /dashboard/confirm}. */
    CONFIRM
  }

  /** {@return the path that the form is sent to} */
  public String action() {
    return switch (kind) {
      case SET_UP -> "/dashboard/set-up";
      case INVITATION -> "/dashboard/invitation";
      case LOG_IN -> "/dashboard/log-in";
      case CONFIRM -> "/dashboard/confirm";
    };
  }
}
