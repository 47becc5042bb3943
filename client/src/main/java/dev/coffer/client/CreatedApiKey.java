package dev.coffer.client;

/**
 * A new API key. The server does not show it again.
 *
 * @param apiKey what can be listed of it
 * @param key the key itself
 */
public record CreatedApiKey(ApiKeyInfo apiKey, CofferKey key) {}
