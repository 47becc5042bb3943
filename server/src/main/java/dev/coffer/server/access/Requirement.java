package dev.coffer.server.access;

/**
 * What a route needs of its sender. It is part of the table of routes and is judged before the
 * route's handler runs, so that no handler can forget it.
 */
public sealed interface Requirement {
  /** Anyone may ask. */
  record Nothing() implements Requirement {
    @Override
    public String description() {
      return "nothing";
    }
  }

  /** The operator key. */
  record Operator() implements Requirement {
    @Override
    public String description() {
      return "the operator key";
    }
  }

  /**
   * A key that has a permission on the site that the request is about. The operator key has all.
   *
   * @param permission the permission
   */
  record Key(Permission permission) implements Requirement {
    @Override
    public String description() {
      return "a key with " + permission.wireName();
    }
  }

  /** A person who is logged in. */
  record LoggedIn() implements Requirement {
    @Override
    public String description() {
      return "a log-in";
    }
  }

  /** A person who is logged in and belongs to the site in the path, in whatever role. */
  record Membership() implements Requirement {
    @Override
    public String description() {
      return "membership of the site";
    }
  }

  /**
   * A member of the site in the path whose role allows something.
   *
   * @param permission what the role must allow
   */
  record Allowed(SitePermission permission) implements Requirement {
    @Override
    public String description() {
      return "role: " + permission.description();
    }
  }

  /**
   * As {@link Allowed}, and the password was given within the last 15 minutes.
   *
   * @param permission what the role must allow
   */
  record AllowedAfterRecentLogIn(SitePermission permission) implements Requirement {
    @Override
    public String description() {
      return "role: " + permission.description() + "; recent log-in";
    }
  }

  /**
   * A person who is logged in and has a role on any site that allows something.
   *
   * @param permission what one of the roles must allow
   */
  record AllowedOnAnySite(SitePermission permission) implements Requirement {
    @Override
    public String description() {
      return "role on any site: " + permission.description();
    }
  }

  /**
   * A route, and what it needs.
   *
   * @param method the HTTP method
   * @param pattern the pattern of its path
   * @param requirement what it needs
   */
  record OfRoute(String method, String pattern, Requirement requirement) {}

  /** {@return what is needed, as the documentation says it} */
  String description();
}
