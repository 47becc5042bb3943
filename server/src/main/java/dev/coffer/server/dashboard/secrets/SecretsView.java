package dev.coffer.server.dashboard.secrets;

import dev.coffer.server.dashboard.page.PageLayout;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The table of secrets: {@code GET /dashboard/sites/{site}/secrets?query=&sort=&page=}.
 *
 * @param layout what surrounds the page
 * @param site the site's id
 * @param rows the secrets of this page of the table
 * @param query what is searched for; empty if nothing is
 * @param sort how the table is sorted: {@code name}, {@code -name}, {@code created}, {@code
 *     -created}, {@code updated} or {@code -updated}, the minus for the other direction
 * @param page which page of the table it is, from 1
 * @param pages how many pages there are, at least 1
 * @param reachable how many of those that were found the pages have
 * @param found how many secrets were found
 * @param total how many secrets the site has
 * @param corrupted ids of secrets whose stored record was altered and does not open
 */
public record SecretsView(
    PageLayout layout,
    String site,
    List<SecretRow> rows,
    String query,
    String sort,
    int page,
    int pages,
    int reachable,
    int found,
    int total,
    List<String> corrupted) {
  /**
   * {@return how the table is sorted by this column, as {@code aria-sort} says it}
   *
   * @param column {@code name}, {@code created} or {@code updated}
   */
  public String direction(String column) {
    if (sort.equals(column)) {
      return "ascending";
    }
    return sort.equals("-" + column) ? "descending" : "none";
  }

  /**
   * {@return the sort that the column's heading leads to: names from A and dates from the newest at
   * first, then the other way round}
   *
   * @param column {@code name}, {@code created} or {@code updated}
   */
  public String nextSort(String column) {
    String first = column.equals("name") ? column : "-" + column;
    String second = column.equals("name") ? "-" + column : column;
    return sort.equals(first) ? second : first;
  }

  /**
   * {@return where that is, with the same search, as a path on this server}
   *
   * @param sort how the table is to be sorted
   * @param page which page of it to show
   */
  public String address(String sort, int page) {
    return "/dashboard/sites/"
        + site
        + "/secrets?query="
        + URLEncoder.encode(query, StandardCharsets.UTF_8)
        + "&sort="
        + sort
        + "&page="
        + page;
  }

  /** {@return whether more was found than the pages have} */
  public boolean hasMore() {
    return found > reachable;
  }

  /** {@return how many secrets the pages have, as people read it} */
  public String reach() {
    return String.format(Locale.ROOT, "%,d", reachable);
  }

  /** {@return how many secrets are shown, as people read it} */
  public String count() {
    String all = total == 1 ? "1 secret" : String.format(Locale.ROOT, "%,d secrets", total);
    return query.isEmpty() ? all : String.format(Locale.ROOT, "%,d of %s", found, all);
  }

  /** Does not show what is searched for, which may be the name of a secret. */
  @Override
  public String toString() {
    return "SecretsView";
  }
}
