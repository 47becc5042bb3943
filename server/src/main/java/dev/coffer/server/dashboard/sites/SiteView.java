package dev.coffer.server.dashboard.sites;

import dev.coffer.server.dashboard.page.Form;
import dev.coffer.server.dashboard.page.PageLayout;

/**
 * A site's settings. To rename: {@code POST /dashboard/sites/{site}/name} with {@code name}; to
 * delete: {@code POST …/delete} with {@code typed}.
 *
 * @param layout what surrounds the page
 * @param site the site's id
 * @param name the site's name
 * @param mayDelete whether the visitor may delete it
 * @param form the fields
 */
public record SiteView(PageLayout layout, String site, String name, boolean mayDelete, Form form) {}
