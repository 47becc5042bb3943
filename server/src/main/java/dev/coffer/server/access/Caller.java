package dev.coffer.server.access;

import dev.coffer.server.errors.PermissionDenied;
import dev.coffer.server.sites.Site;
import java.util.Set;

/**
 * Who calls, on which site, and what they may do there.
 *
 * @param principal who it is
 * @param site the site that the call is about
 * @param permissions what the caller may do on that site
 */
public record Caller(Principal principal, Site site, Set<Permission> permissions) {
  /**
   * Lets the call go on only if the caller has a permission.
   *
   * @param permission what the call needs
   * @throws PermissionDenied if the caller lacks it
   */
  public void require(Permission permission) {
    if (!permissions.contains(permission)) {
      throw lacks(permission);
    }
  }

  static PermissionDenied lacks(Permission permission) {
    return new PermissionDenied("this key lacks the permission " + permission.wireName());
  }
}
