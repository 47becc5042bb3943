package dev.coffer.server.access;

import dev.coffer.server.errors.NotFound;
import dev.coffer.server.errors.PermissionDenied;
import dev.coffer.server.errors.Unauthenticated;
import dev.coffer.server.sites.Site;
import dev.coffer.server.storage.ApiKeyTable;
import dev.coffer.server.storage.ApiKeyTable.Grant;
import dev.coffer.server.storage.MemberTable;
import dev.coffer.server.storage.SessionTable;
import dev.coffer.server.storage.Tx;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * Judges a right in the transaction that uses it. A request is judged when it comes in, but until
 * its change is stored the key may be revoked, the session ended or the role taken away: whatever
 * passes here holds until the transaction ends. Threads may share it.
 */
public final class Rights {
  private final ApiKeyTable apiKeys;
  private final MemberTable members;
  private final SessionTable sessions;
  private final InstantSource clock;

  /**
   * @param apiKeys the API keys
   * @param members who belongs to which site
   * @param sessions the sessions of people
   * @param clock tells the time
   */
  public Rights(
      ApiKeyTable apiKeys, MemberTable members, SessionTable sessions, InstantSource clock) {
    this.apiKeys = apiKeys;
    this.members = members;
    this.sessions = sessions;
    this.clock = clock;
  }

  /**
   * Requires that a caller may still make one of the Secrets API.
   *
   * @throws Unauthenticated if the key was revoked or has expired, or the session has ended
   * @throws PermissionDenied if the key or the role does not allow it
   * @throws NotFound if the person no longer belongs to the site
   */
  public void require(Tx tx, Caller caller, Permission permission) {
    switch (caller.principal()) {
      case Principal.Server _, Principal.Operator _ -> {}
      case Principal.ApiKeyHolder(var id) -> {
        if (!Permission.parse(grant(tx, caller, id).permissions()).contains(permission)) {
          throw Caller.lacks(permission);
        }
      }
      case Principal.Person person ->
          require(tx, person, caller.site(), SitePermission.USE_SECRETS);
    }
  }

  /**
   * Requires that a caller may still do what velo keys may do on their site.
   *
   * @throws Unauthenticated if the key was revoked or has expired
   * @throws PermissionDenied if it is no velo key, or the caller is a person
   */
  public void requireVelo(Tx tx, Caller caller) {
    switch (caller.principal()) {
      case Principal.Server _, Principal.Operator _ -> {}
      case Principal.ApiKeyHolder(var id) -> {
        if (!grant(tx, caller, id).forVelo()) {
          throw Access.notForVelo();
        }
      }
      case Principal.Person _ -> throw Access.notForVelo();
    }
  }

  private Grant grant(Tx tx, Caller caller, UUID key) {
    return apiKeys
        .grant(tx, caller.site().id(), key, clock.millis())
        .orElseThrow(() -> new Unauthenticated(Access.NO_SUCH_KEY));
  }

  /**
   * Requires that somebody may still administer a site.
   *
   * @throws Unauthenticated if the person's session has ended
   * @throws PermissionDenied if the role does not allow it; API keys never may
   * @throws NotFound if the person no longer belongs to the site
   */
  public void require(Tx tx, Principal principal, Site site, SitePermission permission) {
    switch (principal) {
      case Principal.Server _, Principal.Operator _ -> {}
      case Principal.ApiKeyHolder _ -> throw new PermissionDenied("API keys may not do this");
      case Principal.Person person -> {
        Role role = role(tx, person, site);
        if (!role.may(permission)) {
          throw role.refusal();
        }
      }
    }
  }

  /**
   * Tells what a person is on a site.
   *
   * @throws Unauthenticated if the person's session has ended
   * @throws NotFound if the person no longer belongs to the site
   */
  public Role role(Tx tx, Principal.Person person, Site site) {
    Optional<String> role = members.role(tx, site.id(), person.session());
    if (role.isEmpty()) {
      requireSession(tx, person);
      throw new NotFound("site not found");
    }
    return Role.valueOf(role.get());
  }

  /**
   * Requires that a person may still do something on any site.
   *
   * @throws Unauthenticated if the person's session has ended
   * @throws PermissionDenied if no role of the person allows it
   */
  public void requireOnAnySite(Tx tx, Principal.Person person, SitePermission permission) {
    boolean allowed =
        members.roles(tx, person.session()).stream()
            .map(Role::valueOf)
            .anyMatch(role -> role.may(permission));
    if (!allowed) {
      requireSession(tx, person);
      throw new PermissionDenied("no role of yours allows this");
    }
  }

  /**
   * Requires that a person is still logged in.
   *
   * @throws Unauthenticated if the person's session has ended
   */
  public void requireSession(Tx tx, Principal.Person person) {
    if (!sessions.exists(tx, person.session())) {
      throw sessionEnded();
    }
  }

  public static Unauthenticated sessionEnded() {
    return new Unauthenticated("your session has ended; log in again");
  }
}
