package dev.coffer.server.dashboard.sites;

import dev.coffer.server.dashboard.page.Form;
import dev.coffer.server.dashboard.page.PageLayout;
import java.util.List;

/**
 * The sites of a person, and the form to make another: {@code POST /dashboard/sites} with {@code
 * name}.
 *
 * @param layout what surrounds the page
 * @param sites the sites
 * @param form the field {@code name}
 */
public record SitesView(PageLayout layout, List<SiteOfPerson> sites, Form form) {
  /**
   * A site that the person belongs to.
   *
   * @param id the site's id
   * @param name its name
   * @param roleTitle the person's role
   * @param secrets whether the person may use its secrets
   */
  public record SiteOfPerson(String id, String name, String roleTitle, boolean secrets) {}
}
