package dev.coffer.server.access;

import dev.coffer.server.refusal.AlreadyExists;
import dev.coffer.server.refusal.InvalidArgument;
import dev.coffer.server.refusal.NotFound;
import dev.coffer.server.refusal.Violation;
import dev.coffer.server.refusal.Violation.Rule;
import dev.coffer.server.sites.Site;
import dev.coffer.server.storage.ApiKeyTable;
import dev.coffer.server.storage.MemberTable;
import dev.coffer.server.storage.MemberTable.StoredAccount;
import dev.coffer.server.storage.UniqueViolation;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The people of a site. Threads may share it. */
public final class MembersArea {

  private static final Pattern EMAIL = Pattern.compile("[^@\\s\\p{Cntrl}]+@[^@\\s\\p{Cntrl}]+");
  private static final int LONGEST_EMAIL = 254; // RFC 5321, section 4.5.3.1.3, less the brackets.
  private static final int SHORTEST_PASSWORD = 12;
  private static final int LONGEST_PASSWORD = 1024;

  private final MemberTable table;
  private final ApiKeyTable apiKeys;
  private final InstantSource clock;
  private final Passwords passwords = new Passwords();

  /**
   * @param table where the people are
   * @param apiKeys the API keys, which learn that their site's Members Area is set up
   * @param clock tells the time
   */
  public MembersArea(MemberTable table, ApiKeyTable apiKeys, InstantSource clock) {
    this.table = table;
    this.apiKeys = apiKeys;
    this.clock = clock;
  }

  /**
   * Sets up the Members Area of a site by giving it its first owner. From then on its secrets can
   * be created and managed. Somebody who has an account already, as the owner of another site,
   * gives that account's password.
   *
   * @param site the site
   * @param email the owner's address, at most 254 characters; stored in lower case
   * @param password the owner's password, 12 to 1,024 characters (code points)
   * @return the address as it is stored
   * @throws InvalidArgument if one of these rules is broken, or the account exists with another
   *     password
   * @throws AlreadyExists if the Members Area is set up
   * @throws NotFound if the site was deleted meanwhile
   */
  public String setUp(Site site, String email, String password) {
    refuseInvalid(email, password);
    if (site.membersAreaSetUp()) {
      throw wasSetUp();
    }
    StoredAccount owner = account(email.toLowerCase(Locale.ROOT), password);
    try {
      switch (table.setUp(site.id(), owner, Role.OWNER.name(), clock.millis())) {
        case DONE -> apiKeys.forgetCached();
        case WAS_SET_UP -> throw wasSetUp();
        case NO_SITE -> throw new NotFound("there is no such site");
      }
    } catch (UniqueViolation e) {
      throw new AlreadyExists("an account with this email was made at the same time; try again");
    }
    return owner.email();
  }

  private static AlreadyExists wasSetUp() {
    return new AlreadyExists("the Members Area of this site is set up already");
  }

  private StoredAccount account(String email, String password) {
    Optional<StoredAccount> existing = table.findAccount(email);
    if (existing.isEmpty()) {
      return new StoredAccount(UUID.randomUUID(), email, passwords.hash(password), clock.millis());
    }
    if (!passwords.matches(password, existing.get().passwordHash())) {
      throw new InvalidArgument(
          "owner.password",
          Rule.OTHER,
          "must be the password of the account that this email has already");
    }
    return existing.get();
  }

  private static void refuseInvalid(String email, String password) {
    List<Violation> violations = new ArrayList<>();
    if (email.length() > LONGEST_EMAIL) {
      violations.add(
          new Violation(
              "owner.email",
              Rule.MAX_LENGTH,
              "must have at most " + LONGEST_EMAIL + " characters"));
    } else if (!EMAIL.matcher(email).matches()) {
      violations.add(
          new Violation("owner.email", Rule.FORMAT, "must be an email address, name@domain"));
    }
    int length = password.codePointCount(0, password.length());
    if (length < SHORTEST_PASSWORD) {
      violations.add(
          new Violation(
              "owner.password",
              Rule.MIN_LENGTH,
              "must have at least " + SHORTEST_PASSWORD + " characters"));
    } else if (length > LONGEST_PASSWORD) {
      violations.add(
          new Violation(
              "owner.password",
              Rule.MAX_LENGTH,
              "must have at most " + LONGEST_PASSWORD + " characters"));
    }
    if (!violations.isEmpty()) {
      throw new InvalidArgument(violations);
    }
  }
}
