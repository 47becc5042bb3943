package dev.coffer.server.identity;

import dev.coffer.server.storage.AccountTable.StoredAccount;

/**
 * An account whose password somebody has just given. A session is started for it only if the
 * password is still the same by then.
 */
public final class VerifiedAccount {
  private final StoredAccount account;

  /** Creates it, for whoever has just compared the password. */
  public VerifiedAccount(StoredAccount account) {
    this.account = account;
  }

  /** {@return the account, as it was when the password was compared} */
  public StoredAccount account() {
    return account;
  }
}
