package dev.coffer.server.dashboard.page;

import java.util.List;
import java.util.Optional;

/**
 * What surrounds the content of every page.
 *
 * @param title the page's title
 * @param currentUser who is logged in, if anybody is
 * @param site the site that the page is about, if it is about one
 * @param flashMessage what was just done, if something was
 */
public record PageLayout(
    String title,
    Optional<CurrentUser> currentUser,
    Optional<SiteNavigation> site,
    Optional<FlashMessage> flashMessage) {
  /**
   * Somebody who is logged in.
   *
   * @param email the person's address
   * @param csrfToken what every form must send as {@code form-token}
   * @param sites the sites that the person belongs to
   * @param mayCreateSites whether the person may make another
   */
  public record CurrentUser(
      String email, String csrfToken, List<SiteLink> sites, boolean mayCreateSites) {
    /** Does not show the form token. */
    @Override
    public String toString() {
      return "CurrentUser";
    }
  }

  /**
   * A site to go to.
   *
   * @param id the site's id
   * @param name the site's name
   */
  public record SiteLink(String id, String name) {}

  /**
   * The site that a page is about, and which of its pages the visitor may open.
   *
   * @param id the site's id
   * @param name the site's name
   * @param role the visitor's role, as people read it
   * @param current the page that is open: secrets, keys, members or settings
   * @param secrets whether there are secrets to see
   * @param keys whether there are API keys to see
   * @param members whether there are members to see
   * @param settings whether there are settings to see
   */
  public record SiteNavigation(
      String id,
      String name,
      String role,
      String current,
      boolean secrets,
      boolean keys,
      boolean members,
      boolean settings) {}

  /** {@return the form token of who is logged in; empty if nobody is} */
  public String csrfToken() {
    return currentUser.map(CurrentUser::csrfToken).orElse("");
  }

  /** Does not show the title, which may have the name of a secret in it. */
  @Override
  public String toString() {
    return "PageLayout";
  }
}
