package dev.coffer.velo.host;

/** Who makes a call, as far as web methods care; each may do what those before it may. */
public enum Audience {
  /** Anybody. */
  ANYONE,
  /** Somebody who is logged in as a member of the site. */
  SITE_MEMBER,
  /** Somebody who is logged in as an owner, admin or website manager. */
  ADMIN
}
