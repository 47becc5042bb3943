package dev.coffer.server.dashboard.account;

import dev.coffer.server.dashboard.page.Form;
import dev.coffer.server.dashboard.page.PageLayout;
import dev.coffer.server.dashboard.page.ShownName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A person's own account. To end a session: {@code POST /dashboard/account/sessions/{id}/end}; to
 * end all: {@code POST /dashboard/account/sessions/end}; to change the password: {@code POST
 * /dashboard/account/password} with {@code current} and {@code password}; to ask for another email:
 * {@code POST /dashboard/account/email} with {@code email} and {@code email-password}; to take that
 * back: {@code POST /dashboard/account/email/withdraw}; to delete the account: {@code POST
 * /dashboard/account/delete} with {@code delete-password}.
 *
 * @param layout what surrounds the page
 * @param email the person's address
 * @param asked the address that the person has asked for, if any
 * @param sessions the person's sessions, the last used first
 * @param form the fields of all forms, of which one was filled in at most
 */
public record AccountView(
    PageLayout layout,
    ShownName email,
    Optional<AskedEmail> asked,
    List<SessionRow> sessions,
    Form form) {
  /**
   * An address that the person has asked for.
   *
   * @param email the address
   * @param expiry when this ends
   */
  public record AskedEmail(ShownName email, Instant expiry) {}

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
      boolean current) {
    /** Browsers that pass for others come before those. */
    private static final List<String> BROWSERS =
        List.of("Edg", "OPR", "Firefox", "Chrome", "Safari", "curl");

    /** Systems that pass for others come before those. */
    private static final List<String> SYSTEMS =
        List.of("Android", "iPhone", "iPad", "Windows", "Mac OS", "CrOS", "Linux");

    /** {@return what people call the browser, guessed from what it calls itself} */
    public String browserName() {
      String name = commonName(BROWSERS).orElse("Unknown browser");
      return commonName(SYSTEMS).map(system -> name + " on " + system).orElse(name);
    }

    private Optional<String> commonName(List<String> known) {
      return known.stream().filter(browser::contains).findFirst().map(SessionRow::commonName);
    }

    private static String commonName(String name) {
      return switch (name) {
        case "Edg" -> "Edge";
        case "OPR" -> "Opera";
        case "Mac OS" -> "macOS";
        case "CrOS" -> "ChromeOS";
        default -> name;
      };
    }
  }
}
