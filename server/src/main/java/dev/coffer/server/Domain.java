package dev.coffer.server;

import dev.coffer.server.access.Access;
import dev.coffer.server.access.OperatorKey;
import dev.coffer.server.access.Rights;
import dev.coffer.server.identity.Accounts;
import dev.coffer.server.identity.LogIn;
import dev.coffer.server.identity.Passwords;
import dev.coffer.server.identity.Sessions;
import dev.coffer.server.keys.ApiKeys;
import dev.coffer.server.members.AccountDeletion;
import dev.coffer.server.members.EmailChanges;
import dev.coffer.server.members.MembersArea;
import dev.coffer.server.metrics.Metrics;
import dev.coffer.server.quotas.Quotas;
import dev.coffer.server.sealing.MasterKey;
import dev.coffer.server.secrets.Secrets;
import dev.coffer.server.sites.Sites;
import dev.coffer.server.storage.AccountTable;
import dev.coffer.server.storage.ApiKeyTable;
import dev.coffer.server.storage.Database;
import dev.coffer.server.storage.EmailChangeTable;
import dev.coffer.server.storage.InvitationTable;
import dev.coffer.server.storage.MemberTable;
import dev.coffer.server.storage.SecretTable;
import dev.coffer.server.storage.SessionTable;
import dev.coffer.server.storage.SiteTable;
import java.time.InstantSource;

/**
 * What Coffer does, without any face: the objects that the API and the dashboard call, wired on a
 * database.
 *
 * @param access who calls, and what they may do
 * @param sites the sites and their keys
 * @param secrets the Secrets API
 * @param apiKeys the API keys of sites
 * @param membersArea the people of sites
 * @param sessions the sessions of people
 * @param logIn logging in
 * @param accounts finds accounts
 * @param emailChanges how people get another email
 * @param accountDeletion how people delete their accounts
 */
public record Domain(
    Access access,
    Sites sites,
    Secrets secrets,
    ApiKeys apiKeys,
    MembersArea membersArea,
    Sessions sessions,
    LogIn logIn,
    Accounts accounts,
    EmailChanges emailChanges,
    AccountDeletion accountDeletion) {
  /**
   * Wires the objects.
   *
   * @param database where everything is stored
   * @param masterKey the key that the database was sealed with
   * @param operatorKey the key that may do everything
   * @param maxValueBytes the longest value of a secret, in UTF-8 bytes
   * @param clock tells the time
   * @param metrics counts what happens
   */
  public static Domain on(
      Database database,
      MasterKey masterKey,
      OperatorKey operatorKey,
      int maxValueBytes,
      InstantSource clock,
      Metrics metrics) {
    return on(
        database,
        masterKey,
        operatorKey,
        Quotas.USUAL,
        maxValueBytes,
        clock,
        metrics,
        new Passwords(metrics));
  }

  /**
   * Wires the objects in the same way.
   *
   * @param database where everything is stored
   * @param masterKey the key that the database was sealed with
   * @param operatorKey the key that may do everything
   * @param quotas how much there may be
   * @param maxValueBytes the longest value of a secret, in UTF-8 bytes
   * @param clock tells the time
   * @param metrics counts what happens
   * @param passwords hashes passwords
   */
  static Domain on(
      Database database,
      MasterKey masterKey,
      OperatorKey operatorKey,
      Quotas quotas,
      int maxValueBytes,
      InstantSource clock,
      Metrics metrics,
      Passwords passwords) {
    AccountTable accountTable = new AccountTable();
    Accounts accounts = new Accounts(database, accountTable);
    EmailChangeTable emailChangeTable = new EmailChangeTable();
    InvitationTable invitations = new InvitationTable();
    MemberTable members = new MemberTable();
    SessionTable sessionTable = new SessionTable();
    ApiKeyTable keys = new ApiKeyTable(database);
    Rights rights = new Rights(keys, members, sessionTable, clock);
    Sites sites = new Sites(database, new SiteTable(), keys, masterKey, quotas, clock);
    Sessions sessions = new Sessions(database, sessionTable, clock);
    return new Domain(
        new Access(operatorKey, keys, sites, quotas, clock, metrics),
        sites,
        new Secrets(
            database,
            new SecretTable(database),
            sites,
            rights,
            quotas,
            maxValueBytes,
            clock,
            metrics),
        new ApiKeys(database, keys, sites, rights, quotas, clock),
        new MembersArea(
            database,
            accountTable,
            accounts,
            members,
            invitations,
            sites,
            rights,
            quotas,
            passwords,
            clock),
        sessions,
        new LogIn(
            database,
            accountTable,
            accounts,
            emailChangeTable,
            members,
            sessionTable,
            sessions,
            passwords,
            rights,
            clock,
            metrics),
        accounts,
        new EmailChanges(
            database,
            emailChangeTable,
            accountTable,
            accounts,
            members,
            sessionTable,
            invitations,
            sites,
            rights,
            clock),
        new AccountDeletion(database, accountTable, members, sessionTable, invitations, sites));
  }
}
