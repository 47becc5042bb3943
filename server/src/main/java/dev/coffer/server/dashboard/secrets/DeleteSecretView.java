package dev.coffer.server.dashboard.secrets;

import dev.coffer.server.dashboard.page.Form;
import dev.coffer.server.dashboard.page.PageLayout;

/**
 * Asks for the name before a secret is deleted: {@code POST
 * /dashboard/sites/{site}/secrets/{id}/delete} with {@code typed}.
 *
 * @param layout what surrounds the page
 * @param site the site's id
 * @param secret the secret to delete
 * @param form the field {@code typed}
 */
public record DeleteSecretView(PageLayout layout, String site, SecretRow secret, Form form) {}
