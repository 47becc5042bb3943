package dev.coffer.server.sites;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.coffer.server.refusal.AlreadyExists;
import dev.coffer.server.refusal.InvalidArgument;
import dev.coffer.server.refusal.NotFound;
import dev.coffer.server.refusal.Violation.Rule;
import dev.coffer.server.sealing.CorruptedRecord;
import dev.coffer.server.sealing.MasterKey;
import dev.coffer.server.sealing.SiteKeys;
import dev.coffer.server.storage.ApiKeyTable;
import dev.coffer.server.storage.SiteTable;
import dev.coffer.server.storage.StoredSite;
import dev.coffer.server.storage.UniqueViolation;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes, finds and deletes sites, and holds the keys of those in use. Threads may share it. */
public final class Sites {
  private static final Logger LOG = LoggerFactory.getLogger(Sites.class);
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,49}");

  private final SiteTable table;
  private final ApiKeyTable apiKeys;
  private final MasterKey masterKey;
  private final InstantSource clock;

  /** A site that nobody used for a while keeps no key in memory. */
  private final Cache<UUID, SiteKeys> keysInUse =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterAccess(Duration.ofMinutes(10)).build();

  /**
   * @param table where the sites are
   * @param apiKeys the API keys, which end with their site
   * @param masterKey wraps the sites' keys
   * @param clock tells the time
   */
  public Sites(SiteTable table, ApiKeyTable apiKeys, MasterKey masterKey, InstantSource clock) {
    this.table = table;
    this.apiKeys = apiKeys;
    this.masterKey = masterKey;
    this.clock = clock;
  }

  /**
   * Makes a site with fresh keys and without secrets.
   *
   * @param name 1 to 50 characters of {@code a-z 0-9 -}, not beginning with {@code -}
   * @return the site
   * @throws InvalidArgument if the name breaks that rule
   * @throws AlreadyExists if a site has this name
   */
  public Site create(String name) {
    return create(name, clock.millis(), OptionalLong.empty(), table::insert);
  }

  /**
   * Makes a site as {@link #create} does, with a Members Area that is set up from the beginning.
   *
   * @param insertion stores the site and its owner, both or neither
   */
  public Site createOwned(String name, Consumer<StoredSite> insertion) {
    long now = clock.millis();
    return create(name, now, OptionalLong.of(now), insertion);
  }

  private Site create(
      String name, long now, OptionalLong membersAreaSetUpAt, Consumer<StoredSite> insertion) {
    refuseInvalid(name);
    UUID id = UUID.randomUUID();
    StoredSite site = new StoredSite(id, name, masterKey.newSiteKeys(id), now, membersAreaSetUpAt);
    try {
      insertion.accept(site);
    } catch (UniqueViolation e) {
      throw new AlreadyExists("a site with this name exists");
    }
    return Site.of(site);
  }

  /** {@return all sites, by name} */
  public List<Site> list() {
    return table.list().stream().map(Site::of).toList();
  }

  /**
   * {@return the site}
   *
   * @param id the site's id
   * @throws NotFound if there is none
   */
  public Site get(UUID id) {
    return table.find(id).map(Site::of).orElseThrow(Sites::noSuchSite);
  }

  /**
   * {@return the site, if there is one}
   *
   * @param name a site's name
   */
  public Optional<Site> findByName(String name) {
    return table.findByName(name).map(Site::of);
  }

  /**
   * Gives a site another name. Its id, and so its keys and secrets, stay.
   *
   * @param id the site's id
   * @param name the new name, by the rule of {@link #create}
   * @throws InvalidArgument if the name breaks that rule
   * @throws AlreadyExists if another site has this name
   * @throws NotFound if there is no such site
   */
  public void rename(UUID id, String name) {
    refuseInvalid(name);
    try {
      if (!table.rename(id, name)) {
        throw noSuchSite();
      }
    } catch (UniqueViolation e) {
      throw new AlreadyExists("a site with this name exists");
    }
    apiKeys.forgetCached();
  }

  /**
   * Deletes a site with its secrets, members and API keys. Its keys are destroyed, so that its
   * records stay unreadable even to who keeps a copy of them without a copy of the keys.
   *
   * @param id the site's id
   * @throws NotFound if there is none
   */
  public void delete(UUID id) {
    try {
      if (!table.delete(id)) {
        throw noSuchSite();
      }
    } finally {
      apiKeys.forgetCached();
      keysInUse.invalidate(id);
    }
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
    StoredSite site = table.find(id).orElseThrow(Sites::noSuchSite);
    try {
      return masterKey.unwrap(id, site.keys());
    } catch (CorruptedRecord e) {
      LOG.atError()
          .addKeyValue("site", id)
          .log("the stored keys of a site were altered and do not unwrap");
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

  private static NotFound noSuchSite() {
    return new NotFound("there is no such site");
  }
}
