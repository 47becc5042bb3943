package dev.coffer.server.identity;

import dev.coffer.server.storage.AccountTable;
import dev.coffer.server.storage.AccountTable.StoredAccount;
import dev.coffer.server.storage.Database;
import dev.coffer.server.storage.Tx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Finds accounts by what people type as their email. Threads may share it. */
public final class Accounts {
  private final Database database;
  private final AccountTable table;

  /**
   * @param database where the accounts are
   * @param table the accounts' rows
   */
  public Accounts(Database database, AccountTable table) {
    this.database = database;
    this.table = table;
  }

  /**
   * {@return the account that somebody means, if there is one}
   *
   * @param typed an address, in any letter case and however its characters are composed; where
   *     accounts differ in the latter alone, it is the one with exactly this address
   */
  public Optional<StoredAccount> find(String typed) {
    return database.read(tx -> find(tx, typed));
  }

  /** Finds it in a transaction, as {@link #find(String)} does. */
  public Optional<StoredAccount> find(Tx tx, String typed) {
    if (!EmailAddress.isValid(typed)) { // The database might choke on it.
      return Optional.empty();
    }
    return EmailAddress.meant(typed).stream()
        .flatMap(email -> table.find(tx, email).stream())
        .findFirst();
  }

  /**
   * {@return the ids of accounts whose addresses differ only in how their characters are composed,
   * which no new one may; each list has at least two}
   */
  public List<List<UUID>> alike() {
    return database.read(tx -> {
      Map<String, List<UUID>> byAddress = new LinkedHashMap<>();
      for (StoredAccount account : table.beyondAscii(tx)) {
        byAddress
            .computeIfAbsent(EmailAddress.prepared(account.email()), _ -> new ArrayList<>())
            .add(account.id());
      }
      byAddress.forEach((email, ids) ->
          table
              .find(tx, email) // It may be all ASCII.
              .map(StoredAccount::id)
              .filter(id -> !ids.contains(id))
              .ifPresent(ids::add));
      return byAddress.values().stream().filter(ids -> ids.size() > 1).map(List::copyOf).toList();
    });
  }
}
