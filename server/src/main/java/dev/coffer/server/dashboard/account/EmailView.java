package dev.coffer.server.dashboard.account;

import dev.coffer.server.dashboard.page.Form;
import dev.coffer.server.dashboard.page.PageLayout;
import dev.coffer.server.dashboard.page.ShownName;

/**
 * Where a link leads by which a person gets another email: {@code POST
 * /dashboard/account/email/confirm} without fields.
 *
 * @param layout what surrounds the page
 * @param before the address that the person has
 * @param email the address that the person asked for
 * @param form what is wrong, under the empty name
 */
public record EmailView(PageLayout layout, ShownName before, ShownName email, Form form) {}
