package dev.coffer.server.access;

/**
 * What a route needs of its sender. It is part of the table of routes and is judged before the
 * route's handler runs, so that no handler can forget it.
 */
public sealed interface Requirement {
  /** Anyone may ask. */
  record Nothing() implements Requirement {}

  /** The operator key. */
  record Operator() implements Requirement {}

  /**
   * A key that has a permission on the site that the request is about. The operator key has all.
   *
   * @param permission the permission
   */
  record Key(Permission permission) implements Requirement {}

  /** The operator key, or a velo key of the site in the path. */
  record OperatorOrVeloKey() implements Requirement {}

  /** A velo key, about itself. */
  record VeloKey() implements Requirement {}

  /** A person who is logged in. */
  record LoggedIn() implements Requirement {}

  /** A person who is logged in and belongs to the site in the path, in whatever role. */
  record Membership() implements Requirement {}

  /**
   * A member of the site in the path whose role allows something.
   *
   * @param permission what the role must allow
   */
  record Allowed(SitePermission permission) implements Requirement {}

  /**
   * As {@link Allowed}, and the password was given within the last 15 minutes.
   *
   * @param permission what the role must allow
   */
  record AllowedAfterRecentLogIn(SitePermission permission) implements Requirement {}

  /**
   * A person who is logged in and has a role on any site that allows something.
   *
   * @param permission what one of the roles must allow
   */
  record AllowedOnAnySite(SitePermission permission) implements Requirement {}

  /**
   * A route, and what it needs.
   *
   * @param method the HTTP method
   * @param pattern the pattern of its path
   * @param requirement what it needs
   */
  record OfRoute(String method, String pattern, Requirement requirement) {}

  /** {@return what is needed, as the documentation says it} */
  default String description() {
    return switch (this) {
      case Nothing() -> "nothing";
      case Operator() -> "the operator key";
      case Key(Permission permission) -> "a key with " + permission.wireName();
      case OperatorOrVeloKey() -> "the operator key, or a velo key of the site";
      case VeloKey() -> "a velo key";
      case LoggedIn() -> "a log-in";
      case Membership() -> "membership of the site";
      case Allowed(SitePermission permission) -> "role: " + permission.description();
      case AllowedAfterRecentLogIn(SitePermission permission) ->
          "role: " + permission.description() + "; recent log-in";
      case AllowedOnAnySite(SitePermission permission) ->
          "role on any site: " + permission.description();
    };
  }
}
