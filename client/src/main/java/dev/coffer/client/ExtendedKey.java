package dev.coffer.client;

/**
 * A velo key that has extended itself.
 *
 * @param apiKey the key as it is now
 * @param siteId the site that it is bound to
 */
public record ExtendedKey(ApiKeyInfo apiKey, String siteId) {}
