package dev.coffer.server.keys;

/**
 * An API key just made: the only time that its text is known.
 *
 * @param apiKey what stays known
 * @param key the text to be shown once
 */
public record NewApiKey(ApiKey apiKey, String key) {
  /** Does not show the key. */
  @Override
  public String toString() {
    return "NewApiKey[" + apiKey + ", ‹key›]";
  }
}
