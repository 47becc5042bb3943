package dev.coffer.server.dashboard.secrets;

import static java.util.Comparator.comparing;

import dev.coffer.server.secrets.SecretInfo;
import dev.coffer.server.secrets.SecretPage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.UUID;

/**
 * Finds the secrets of one page of the table among all of a site, which it is shown a part at a
 * time. It keeps no more of them than stand on the pages up to that one, those far from the
 * beginning without their descriptions, and the pages end at {@link #REACH} secrets. One thread
 * uses it.
 */
final class TableSearch {
  private static final int ROWS_PER_PAGE = 25;

  /** So many of those that are found stand on pages, which is some 3 MB for the last of these. */
  static final int REACH = 10_000;

  /** So many are kept with their descriptions. */
  private static final int KEPT_WHOLE = 500;

  private static final String DEFAULT_SORT = "name";
  private static final Map<String, Comparator<SecretInfo>> SORTS =
      Map.of(
          "name", comparing(SecretInfo::name, String.CASE_INSENSITIVE_ORDER),
          "created", comparing(SecretInfo::created),
          "updated", comparing(SecretInfo::updated));

  private final String query;
  private final String wanted;
  private final String sort;
  private final Comparator<SecretInfo> order;
  private final int askedPage;
  private final int most;

  /** The first ones in the order of the table, the last of them at the head. */
  private final PriorityQueue<SecretInfo> first;

  private final List<UUID> corrupted = new ArrayList<>();
  private int total;
  private int found;

  /**
   * @param query what is searched for in names and descriptions, in any letter case; empty for all
   * @param sort a column's name, behind a minus for the other direction; by name if it is no such
   * @param page which page of the table is asked for, from 1
   */
  TableSearch(String query, String sort, int page) {
    this.query = query.strip();
    this.wanted = this.query.toLowerCase(Locale.ROOT);
    this.sort = SORTS.containsKey(column(sort)) ? sort : DEFAULT_SORT;
    this.order = order(this.sort);
    this.askedPage = Math.max(1, page);
    this.most = (int) Math.min(REACH, (long) askedPage * ROWS_PER_PAGE);
    this.first = new PriorityQueue<>(order.reversed());
  }

  private static String column(String sort) {
    return sort.startsWith("-") ? sort.substring(1) : sort;
  }

  private static Comparator<SecretInfo> order(String sort) {
    Comparator<SecretInfo> order =
        Objects.requireNonNull(SORTS.get(column(sort)), "a sort that is known");
    return (sort.startsWith("-") ? order.reversed() : order)
        .thenComparing(SecretInfo::name)
        .thenComparing(SecretInfo::id);
  }

  /** Looks through a part of the site's list. */
  void add(SecretPage part) {
    total += part.secrets().size();
    corrupted.addAll(part.corrupted());
    for (SecretInfo secret : part.secrets()) {
      if (matches(secret)) {
        found++;
        keep(secret);
      }
    }
  }

  private boolean matches(SecretInfo secret) {
    return wanted.isEmpty()
        || secret.name().toLowerCase(Locale.ROOT).contains(wanted)
        || secret.description().toLowerCase(Locale.ROOT).contains(wanted);
  }

  private void keep(SecretInfo secret) {
    if (first.size() == most) {
      if (order.compare(secret, first.element()) >= 0) {
        return;
      }
      first.remove();
    }
    first.add(keepsDescriptions() ? secret : withoutDescription(secret));
  }

  /** Returns whether the rows have their descriptions. */
  boolean keepsDescriptions() {
    return most <= KEPT_WHOLE;
  }

  private static SecretInfo withoutDescription(SecretInfo secret) {
    return new SecretInfo(
        secret.id(), secret.name(), "", secret.created(), secret.updated(), secret.version());
  }

  /** Returns what stands on the page, in the order of the table. */
  List<SecretInfo> rows() {
    List<SecretInfo> inOrder = new ArrayList<>(first);
    inOrder.sort(order);
    int from = (page() - 1) * ROWS_PER_PAGE;
    return inOrder.subList(from, Math.min(inOrder.size(), from + ROWS_PER_PAGE));
  }

  String query() {
    return query;
  }

  String sort() {
    return sort;
  }

  /** Returns the page that is shown: the last one, if one behind it was asked for. */
  int page() {
    return Math.min(askedPage, pages());
  }

  int pages() {
    return Math.max(1, Math.ceilDiv(reachable(), ROWS_PER_PAGE));
  }

  /** Returns how many of those that were found stand on pages. */
  int reachable() {
    return Math.min(found, REACH);
  }

  int found() {
    return found;
  }

  int total() {
    return total;
  }

  List<UUID> corrupted() {
    return corrupted;
  }
}
