package dev.coffer.server.dashboard.secrets;

import dev.coffer.server.dashboard.page.Form;
import dev.coffer.server.dashboard.page.PageLayout;
import dev.coffer.server.dashboard.page.Snippet;
import java.util.List;
import java.util.Optional;

/**
 * The panel of one secret. To add: {@code POST /dashboard/sites/{site}/secrets/new}; to change:
 * {@code POST …/secrets/{id}} with {@code version}; to retrieve the value: {@code POST
 * …/secrets/{id}/value}; to delete: {@code GET …/secrets/{id}/delete}. Fields: {@code name}, {@code
 * value}, {@code description}. An empty value leaves the value as it is when changing.
 *
 * @param layout what surrounds the page
 * @param site the site's id
 * @param secret the secret to change; empty to add one
 * @param form the fields
 * @param value the value, only after it was asked for
 * @param maxValueBytes the longest value, in UTF-8 bytes
 * @param snippets how to read this secret; empty when adding
 */
public record SecretView(
    PageLayout layout,
    String site,
    Optional<SecretRow> secret,
    Form form,
    Optional<String> value,
    int maxValueBytes,
    List<Snippet> snippets) {
  /** {@return the longest value, as people read it} */
  public String longestValue() {
    return maxValueBytes % 1024 == 0 ? maxValueBytes / 1024 + " KiB" : maxValueBytes + " bytes";
  }

  /** Does not show the value. */
  @Override
  public String toString() {
    return "SecretView";
  }
}
