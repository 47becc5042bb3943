package dev.coffer.server.access;

/** What a member is to a site. */
public enum Role {
  /** Has made the site or been given it; may do everything. */
  OWNER,
  /** Wix's Admin, or Co-Owner. */
  ADMIN,
  /** Wix's Website Manager. */
  WEBSITE_MANAGER,
  /** A member of the site's public; may not use the Secrets Manager. */
  MEMBER
}
