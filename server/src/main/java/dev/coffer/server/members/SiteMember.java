package dev.coffer.server.members;

import dev.coffer.server.access.Caller;
import dev.coffer.server.access.Permission;
import dev.coffer.server.access.Principal;
import dev.coffer.server.access.Role;
import dev.coffer.server.access.SitePermission;
import dev.coffer.server.errors.PermissionDenied;
import dev.coffer.server.identity.Session;
import dev.coffer.server.sites.Site;
import java.util.EnumSet;
import java.util.Set;

/**
 * A person who is logged in, on one of their sites.
 *
 * @param session the person's session
 * @param site the site
 * @param role what the person is there
 */
public record SiteMember(Session session, Site site, Role role) {
  /**
   * Lets the person go on only if the role allows it.
   *
   * @param permission what the person wants to do
   * @throws PermissionDenied if the role may not
   */
  public void require(SitePermission permission) {
    if (!role.may(permission)) {
      throw role.refusal();
    }
  }

  /**
   * {@return whether the role may}
   *
   * @param permission what the person might want to do
   */
  public boolean may(SitePermission permission) {
    return role.may(permission);
  }

  /** {@return this person, in this session} */
  public Principal.Person person() {
    return session.person();
  }

  /** {@return this person as a caller of the Secrets API} */
  public Caller caller() {
    return new Caller(
        person(),
        site,
        role.may(SitePermission.USE_SECRETS) ? EnumSet.allOf(Permission.class) : Set.of());
  }
}
