package dev.coffer.server.dashboard;

import java.util.List;

/**
 * The table of secrets: {@code GET /dashboard/sites/{site}/secrets?query=&sort=&page=}.
 *
 * @param frame what surrounds the page
 * @param site the site's id
 * @param rows the secrets of this page of the table
 * @param query what is searched for; empty if nothing is
 * @param sort how the table is sorted: {@code name}, {@code -name}, {@code created}, {@code
 *     -created}, {@code updated} or {@code -updated}, the minus for the other direction
 * @param page which page of the table it is, from 1
 * @param pages how many pages there are, at least 1
 * @param found how many secrets were found
 * @param total how many secrets the site has
 * @param corrupted ids of secrets whose stored record was altered and does not open
 */
public record SecretsView(
    Frame frame,
    String site,
    List<SecretRow> rows,
    String query,
    String sort,
    int page,
    int pages,
    int found,
    int total,
    List<String> corrupted) {}
