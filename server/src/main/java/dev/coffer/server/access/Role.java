package dev.coffer.server.access;

import dev.coffer.server.errors.PermissionDenied;
import dev.coffer.wire.MemberRole;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a member is to a site. This is the one table of what each role may do. */
public enum Role {
  /** Has made the site or been given it; may do everything. */
  OWNER(MemberRole.OWNER, "Owner"),
  /** Wix's Admin, or Co-Owner. */
  ADMIN(MemberRole.ADMIN, "Admin"),
  /** Wix's Website Manager. */
  WEBSITE_MANAGER(MemberRole.WEBSITE_MANAGER, "Website Manager"),
  /** A member of the site's public; may not use the Secrets Manager. */
  MEMBER(MemberRole.MEMBER, "Member");

  private final MemberRole wire;
  private final String title;

  Role(MemberRole wire, String title) {
    this.wire = wire;
    this.title = title;
  }

  private Set<SitePermission> permissions() {
    return switch (this) {
      case OWNER -> EnumSet.allOf(SitePermission.class);
      case ADMIN ->
          EnumSet.of(
              SitePermission.USE_SECRETS,
              SitePermission.MANAGE_API_KEYS,
              SitePermission.MANAGE_MEMBERS,
              SitePermission.RENAME_SITE);
      case WEBSITE_MANAGER -> EnumSet.of(SitePermission.USE_SECRETS);
      case MEMBER -> EnumSet.noneOf(SitePermission.class);
    };
  }

  /** {@return the role's name on the wire, such as {@code WEBSITE_MANAGER}} */
  public String wireName() {
    return wire.wireName();
  }

  /** {@return the role as people read it} */
  public String title() {
    return title;
  }

  /**
   * {@return whether this role may do it}
   *
   * @param permission what somebody wants to do
   */
  public boolean may(SitePermission permission) {
    return permissions().contains(permission);
  }

  public PermissionDenied refusal() {
    return new PermissionDenied("your role on this site, " + title + ", does not allow this");
  }

  /**
   * Tells whether this role may give another role to somebody, or take it from them. An owner may
   * do so with all roles, an admin with all but the owner's.
   *
   * @param other the role to give or take
   * @return whether this role may
   */
  public boolean mayGive(Role other) {
    return may(SitePermission.MANAGE_MEMBERS) && compareTo(other) <= 0;
  }

  /** {@return the roles that this role may give, the mightiest first} */
  public List<Role> givable() {
    return Stream.of(values()).filter(this::mayGive).toList();
  }
}
