package dev.coffer.server.dashboard.keys;

import dev.coffer.server.dashboard.page.Form;
import dev.coffer.server.dashboard.page.PageLayout;
import dev.coffer.server.dashboard.page.ShownName;
import dev.coffer.server.dashboard.page.Snippet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The API keys. To create: {@code POST /dashboard/sites/{site}/keys} with {@code name}, a field
 * {@code permission} for each that is ticked, and {@code expiry} (days, or empty for none); to
 * revoke: {@code POST …/keys/{id}/revoke}.
 *
 * @param layout what surrounds the page
 * @param site the site's id
 * @param keys the keys, oldest first
 * @param form the fields
 * @param ticked the permissions that are ticked in the form
 * @param choices the permissions to choose from
 * @param made the key that was just made, the only time that it is shown
 */
public record KeysView(
    PageLayout layout,
    String site,
    List<KeyRow> keys,
    Form form,
    List<String> ticked,
    List<PermissionChoice> choices,
    Optional<MadeKey> made) {
  /**
   * An API key.
   *
   * @param id its id
   * @param name what people call it
   * @param prefix its first characters
   * @param permissions what it may do, as people read it
   * @param createdBy who made it
   * @param created when it was made
   * @param expiry when it ends, if it does
   * @param expired whether it has ended
   */
  public record KeyRow(
      String id,
      String name,
      String prefix,
      List<String> permissions,
      ShownName createdBy,
      Instant created,
      Optional<Instant> expiry,
      boolean expired) {}

  /**
   * A permission to choose.
   *
   * @param value what the form sends
   * @param title what people read
   */
  public record PermissionChoice(String value, String title) {}

  /**
   * A key that was just made.
   *
   * @param name what people call it
   * @param key the key
   * @param snippets how to use it
   */
  public record MadeKey(String name, String key, List<Snippet> snippets) {
    /** Does not show the key. */
    @Override
    public String toString() {
      return "MadeKey";
    }
  }
}
