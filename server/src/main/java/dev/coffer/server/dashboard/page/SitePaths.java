package dev.coffer.server.dashboard.page;

import dev.coffer.server.sites.Site;

/** Where the pages of a site are: paths on this server. */
public final class SitePaths {
  private SitePaths() {}

  /**
   * {@return what the paths of all its pages begin with}
   *
   * @param site a site
   */
  public static String of(Site site) {
    return "/dashboard/sites/" + site.id();
  }

  /**
   * {@return the page with its secrets}
   *
   * @param site a site
   */
  public static String secrets(Site site) {
    return of(site) + "/secrets";
  }

  /**
   * {@return the page with its API keys}
   *
   * @param site a site
   */
  public static String keys(Site site) {
    return of(site) + "/keys";
  }

  /**
   * {@return the page with its members}
   *
   * @param site a site
   */
  public static String members(Site site) {
    return of(site) + "/members";
  }

  /**
   * {@return the page with its settings}
   *
   * @param site a site
   */
  public static String settings(Site site) {
    return of(site) + "/settings";
  }
}
