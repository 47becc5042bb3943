package dev.coffer.wire;

import java.util.Arrays;
import java.util.Optional;

/** What a member is to a site. */
public enum MemberRole {
  /** Has made the site or been given it. */
  OWNER,
  /** Wix's Admin, or Co-Owner. */
  ADMIN,
  /** Wix's Website Manager. */
  WEBSITE_MANAGER,
  /** A member of the site's public. */
  MEMBER;

  /** Returns the role's name on the wire, such as {@code WEBSITE_MANAGER}. */
  public String wireName() {
    return name();
  }

  /**
   * Returns the role of that name, if there is one. Newer servers may have others.
   *
   * @param wireName a name on the wire
   */
  public static Optional<MemberRole> of(String wireName) {
    return Arrays.stream(values()).filter(role -> role.wireName().equals(wireName)).findFirst();
  }
}
