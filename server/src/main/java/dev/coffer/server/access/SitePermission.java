package dev.coffer.server.access;

/** What a member may do with a site, beside what anybody may do with their own account. */
public enum SitePermission {
  /** All operations on the site's secrets. */
  USE_SECRETS("Use secrets: list, retrieve, add, change, delete"),
  /** Create, list and revoke the site's API keys. */
  MANAGE_API_KEYS("Manage API keys"),
  /** Invite, change and remove members below one's own role. */
  MANAGE_MEMBERS("Manage members up to one's own role"),
  /** Hand members the links by which they change their emails. */
  CONFIRM_EMAILS("Confirm new emails of members"),
  /** Give the site another name. */
  RENAME_SITE("Rename the site"),
  /** Delete the site with all that is in it. */
  DELETE_SITE("Delete the site"),
  /** Make further sites. */
  CREATE_SITES("Create further sites");

  private final String description;

  SitePermission(String description) {
    this.description = description;
  }

  /** {@return what it allows, as the documentation and the dashboard say it} */
  public String description() {
    return description;
  }
}
