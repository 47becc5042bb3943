package dev.coffer.server.sites;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.coffer.server.errors.AlreadyExists;
import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.NotFound;
import dev.coffer.server.errors.ResourceExhausted;
import dev.coffer.server.errors.Violation.Rule;
import dev.coffer.server.quotas.Quotas;
import dev.coffer.server.sealing.CorruptedRecord;
import dev.coffer.server.sealing.MasterKey;
import dev.coffer.server.sealing.SiteKeys;
import dev.coffer.server.storage.ApiKeyTable;
import dev.coffer.server.storage.Database;
import dev.coffer.server.storage.Installation;
import dev.coffer.server.storage.SiteTable;
import dev.coffer.server.storage.StoredSite;
import dev.coffer.server.storage.Tx;
import dev.coffer.server.storage.UniqueViolation;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes, finds and deletes sites, and holds the keys of those in use. Threads may share it. */
public final class Sites {
  private static final Logger LOG = LoggerFactory.getLogger(Sites.class);
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,49}");

  private final Database database;
  private final SiteTable table;
  private final ApiKeyTable apiKeys;
  private final MasterKey masterKey;
  private final Quotas quotas;
  private final InstantSource clock;
  private final Installation installation = new Installation();

  /** A site that nobody used for a while keeps no key in memory. */
  private final Cache<UUID, SiteKeys> keysInUse =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterAccess(Duration.ofMinutes(10)).build();

  /**
   * @param database where the sites are
   * @param table the sites' rows
   * @param apiKeys the API keys, which end with their site
   * @param masterKey wraps the sites' keys
   * @param quotas how many sites there may be
   * @param clock tells the time
   */
  public Sites(
      Database database,
      SiteTable table,
      ApiKeyTable apiKeys,
      MasterKey masterKey,
      Quotas quotas,
      InstantSource clock) {
    this.database = database;
    this.table = table;
    this.apiKeys = apiKeys;
    this.masterKey = masterKey;
    this.quotas = quotas;
    this.clock = clock;
  }

  /**
   * Makes a site with fresh keys and without secrets.
   *
   * @param name 1 to 50 characters of {@code a-z 0-9 -}, not beginning with {@code -}
   * @return the site
   * @throws InvalidArgument if the name breaks that rule
   * @throws AlreadyExists if a site has this name
   * @throws ResourceExhausted if there are as many sites as there may be
   */
  public Site create(String name) {
    return create(name, clock.millis(), OptionalLong.empty(), _ -> {}, (_, _) -> {});
  }

  /**
   * Makes the site of a server that has none, which is the default one from then on.
   *
   * @return the site
   * @throws AlreadyExists if another process was first
   */
  public Site createDefault() {
    return create(
        Site.FIRST_NAME,
        clock.millis(),
        OptionalLong.empty(),
        _ -> {},
        (tx, site) -> installation.makeDefault(tx, site.id()));
  }

  /**
   * Makes a site as {@link #create} does, with a Members Area that is set up from the beginning.
   *
   * @param right judges, in the transaction, whether the caller may
   * @param ownership makes somebody the owner of the new site, in the transaction that stores it
   */
  public Site createOwned(String name, Consumer<Tx> right, BiConsumer<Tx, Site> ownership) {
    long now = clock.millis();
    return create(name, now, OptionalLong.of(now), right, ownership);
  }

  private Site create(
      String name,
      long now,
      OptionalLong membersAreaSetUpAt,
      Consumer<Tx> right,
      BiConsumer<Tx, Site> ownership) {
    refuseInvalid(name);
    UUID id = UUID.randomUUID();
    StoredSite site = new StoredSite(id, name, masterKey.newSiteKeys(id), now, membersAreaSetUpAt);
    try {
      database.write(tx -> {
        table.lockAll(tx);
        right.accept(tx);
        table.insert(tx, site); // First, so that a name which is taken is told as that.
        quotas.requireRoomForSite(table.count(tx) - 1);
        ownership.accept(tx, Site.of(site));
        return site;
      });
    } catch (UniqueViolation e) {
      throw new AlreadyExists("a site with this name exists");
    }
    return Site.of(site);
  }

  /** {@return all sites, by name} */
  public List<Site> list() {
    return database.read(table::list).stream().map(Site::of).toList();
  }

  /**
   * {@return the site}
   *
   * @param id the site's id
   * @throws NotFound if there is none
   */
  public Site get(UUID id) {
    return database.read(tx -> table.find(tx, id)).map(Site::of).orElseThrow(Sites::noSuchSite);
  }

  /** {@return the id of the default site, whatever its name; empty if it is gone} */
  public Optional<UUID> defaultId() {
    return database
        .read(tx -> installation.defaultSite(tx).flatMap(id -> table.find(tx, id)))
        .map(StoredSite::id);
  }

  /**
   * {@return the site that is meant where none is named: the default one, or else the only one}
   *
   * @throws NotFound if there is neither
   */
  public Site unnamed() {
    return database
        .read(tx ->
            installation
                .defaultSite(tx)
                .flatMap(id -> table.find(tx, id))
                .or(() -> only(table.list(tx))))
        .map(Site::of)
        .orElseThrow(() ->
            new NotFound("no site is named, and there is no default one; name one in wix-site-id"));
  }

  private static Optional<StoredSite> only(List<StoredSite> sites) {
    return sites.size() == 1 ? Optional.of(sites.getFirst()) : Optional.empty();
  }

  /**
   * Gives a site another name. Its id, and so its keys and secrets, stay.
   *
   * @param id the site's id
   * @param name the new name, by the rule of {@link #create}
   * @param right judges, in the transaction, whether the caller may
   * @throws InvalidArgument if the name breaks that rule
   * @throws AlreadyExists if another site has this name
   * @throws NotFound if there is no such site
   */
  public void rename(UUID id, String name, Consumer<Tx> right) {
    refuseInvalid(name);
    try {
      boolean renamed =
          database.write(tx -> {
            lock(tx, id);
            right.accept(tx);
            apiKeys.forgetCached(tx);
            return table.rename(tx, id, name);
          });
      if (!renamed) {
        throw noSuchSite();
      }
    } catch (UniqueViolation e) {
      throw new AlreadyExists("a site with this name exists");
    }
  }

  /**
   * Has changes to a site's members and API keys take turns until the transaction ends.
   *
   * @throws NotFound if there is no such site
   */
  public void lock(Tx tx, UUID id) {
    if (!table.lock(tx, id)) {
      throw noSuchSite();
    }
  }

  /**
   * Notes that a site has its first owner.
   *
   * @param id a site that is {@linkplain #lock locked}
   * @return whether it had none before
   */
  public boolean markSetUp(Tx tx, UUID id) {
    apiKeys.forgetCached(tx);
    return table.markSetUp(tx, id, clock.millis());
  }

  /**
   * Deletes a site with its secrets, members and API keys. Its keys are destroyed, so that its
   * records stay unreadable even to anyone who keeps a copy of them without a copy of the keys.
   *
   * @param id the site's id
   * @param right judges, in the transaction, whether the caller may
   * @throws NotFound if there is none
   */
  public void delete(UUID id, Consumer<Tx> right) {
    try {
      database.write(tx -> {
        lock(tx, id);
        right.accept(tx);
        apiKeys.forgetCached(tx);
        tx.afterCommit(() -> keysInUse.invalidate(id));
        return table.delete(tx, id);
      });
    } finally {
      keysInUse.invalidate(id); // Also when nobody can tell whether it was committed.
    }
    database.scrub();
  }

  /**
   * {@return the site's keys, unwrapped}
   *
   * @param id the site's id
   * @throws NotFound if there is no such site
   * @throws CorruptedRecord if its stored keys were altered
   */
  public SiteKeys keys(UUID id) {
    return keysInUse.get(id, this::unwrap);
  }

  private SiteKeys unwrap(UUID id) {
    StoredSite site = database.read(tx -> table.find(tx, id)).orElseThrow(Sites::noSuchSite);
    try {
      return masterKey.unwrap(id, site.keys());
    } catch (CorruptedRecord e) {
      LOG.atError()
          .addKeyValue("site", id)
          .log("the stored keys of a site failed authentication: they were modified or damaged");
      throw e;
    }
  }

  private static void refuseInvalid(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidArgument(
          "site.name",
          Rule.FORMAT,
          "must have 1 to 50 characters of a-z, 0-9 and -, and begin with a letter or digit");
    }
  }

  /** {@return what somebody is told about a site that is not there, or not theirs} */
  public static NotFound noSuchSite() {
    return new NotFound("there is no such site");
  }
}
