package dev.coffer.server.dashboard.secrets;

import dev.coffer.server.dashboard.page.Form;
import dev.coffer.server.dashboard.page.PageLayout;
import java.util.List;

/**
 * Several secrets at once, as lines of a {@code .env} file: {@code POST
 * /dashboard/sites/{site}/secrets/paste} with {@code lines}, and {@code step} being {@code preview}
 * or {@code apply}.
 *
 * @param layout what surrounds the page
 * @param site the site's id
 * @param form the field {@code lines}; what was pasted is shown again only without JavaScript
 * @param rows what would be done, or was done; empty before the preview
 * @param seen what the preview shows; sent back as {@code seen} with {@code apply}
 * @param applied whether it was done, and some lines were refused
 */
public record PasteView(
    PageLayout layout, String site, Form form, List<PasteRow> rows, String seen, boolean applied) {
  /**
   * What would be done, or was done, with one line.
   *
   * @param name the name that the line gives; empty if it gives none
   * @param outcome what would be done
   * @param reason why it would be refused, as a sentence; empty otherwise
   */
  public record PasteRow(String name, Outcome outcome, String reason) {
    /** Does not show the name. */
    @Override
    public String toString() {
      return "PasteRow";
    }
  }

  /** What would be done with a line. */
  public enum Outcome {
    /** A new secret. */
    CREATED,
    /** A new value of a secret that is there. */
    CHANGED,
    /** Nothing. */
    REFUSED
  }

  /**
   * {@return with how many lines}
   *
   * @param outcome what would be done
   */
  public long count(Outcome outcome) {
    return rows.stream().filter(row -> row.outcome() == outcome).count();
  }
}
