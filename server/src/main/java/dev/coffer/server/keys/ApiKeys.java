package dev.coffer.server.keys;

import dev.coffer.server.access.ApiKeyFormat;
import dev.coffer.server.access.Caller;
import dev.coffer.server.access.Permission;
import dev.coffer.server.access.Principal;
import dev.coffer.server.access.Rights;
import dev.coffer.server.access.SitePermission;
import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.NotFound;
import dev.coffer.server.errors.PermissionDenied;
import dev.coffer.server.errors.ResourceExhausted;
import dev.coffer.server.errors.Unauthenticated;
import dev.coffer.server.errors.Violation;
import dev.coffer.server.errors.Violation.Rule;
import dev.coffer.server.quotas.Quotas;
import dev.coffer.server.sites.Site;
import dev.coffer.server.sites.Sites;
import dev.coffer.server.storage.ApiKeyTable;
import dev.coffer.server.storage.Database;
import dev.coffer.server.storage.StoredApiKey;
import dev.coffer.server.storage.Tx;
import dev.coffer.server.text.VisibleText;
import dev.coffer.wire.KeyFormat;
import dev.coffer.wire.Limits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Makes, lists, extends and revokes the API keys of sites. Threads may share it. */
public final class ApiKeys {
  /** How long a velo key that has extended itself is good for at most. */
  private static final Duration VELO_LIFE = Duration.ofHours(24);

  /** What would gain less is not stored, so that a key that asks all the time changes little. */
  private static final Duration LEAST_GAIN = Duration.ofMinutes(1);

  private final Database database;
  private final ApiKeyTable table;
  private final Sites sites;
  private final Rights rights;
  private final Quotas quotas;
  private final InstantSource clock;

  /**
   * @param database where the keys' hashes are
   * @param table the keys' rows
   * @param sites the sites that keys open
   * @param rights judges who may make and revoke keys
   * @param quotas how many keys a site may have
   * @param clock tells the time
   */
  public ApiKeys(
      Database database,
      ApiKeyTable table,
      Sites sites,
      Rights rights,
      Quotas quotas,
      InstantSource clock) {
    this.database = database;
    this.table = table;
    this.sites = sites;
    this.rights = rights;
    this.quotas = quotas;
    this.clock = clock;
  }

  /**
   * Makes an API key.
   *
   * @param creator who makes it, and may manage the site's API keys
   * @param site the site that it is bound to
   * @param name what people call it: 1 to 100 characters (code points), all visible
   * @param permissions what it may do, at least one thing
   * @param expiry when it ends, in the future; empty if it does not
   * @return the key, whose text is not stored
   * @throws InvalidArgument if one of these rules is broken
   * @throws PermissionDenied if the creator may not, or may not any more
   * @throws ResourceExhausted if the site has as many keys as it may
   * @throws NotFound if the site was deleted meanwhile
   */
  public NewApiKey create(
      Principal creator,
      Site site,
      String name,
      Set<Permission> permissions,
      Optional<Instant> expiry) {
    return create(
        creator,
        site,
        name,
        permissions,
        false,
        expiry,
        tx -> rights.require(tx, creator, site, SitePermission.MANAGE_API_KEYS));
  }

  /**
   * Makes a velo key, for the operator: it may check log-ins and look up members of its site too,
   * and may extend and end itself. Velo keys of the site that have expired are forgotten.
   *
   * @param site the site that it is bound to
   * @param name what people call it, by the rules of {@link #create}
   * @param permissions what it may do with secrets, at least one thing
   * @param expiry when it ends, in the future; empty if it does not
   * @return the key, whose text is not stored
   * @throws InvalidArgument if one of these rules is broken
   * @throws ResourceExhausted if the site has as many keys as it may
   * @throws NotFound if the site was deleted meanwhile
   */
  public NewApiKey createForVelo(
      Site site, String name, Set<Permission> permissions, Optional<Instant> expiry) {
    return create(
        new Principal.Operator(),
        site,
        name,
        permissions,
        true,
        expiry,
        tx -> table.deleteExpiredVeloKeys(tx, site.id(), clock.millis()));
  }

  private NewApiKey create(
      Principal creator,
      Site site,
      String name,
      Set<Permission> permissions,
      boolean forVelo,
      Optional<Instant> expiry,
      Consumer<Tx> before) {
    Instant now = clock.instant();
    refuseInvalid(name, permissions, expiry, now);
    String key = ApiKeyFormat.generate(KeyFormat.API_KEY_PREFIX);
    StoredApiKey stored =
        new StoredApiKey(
            UUID.randomUUID(),
            site.id(),
            name,
            KeyFormat.shownPrefix(key),
            ApiKeyFormat.hash(key),
            new TreeSet<>(permissions)
                .stream().map(Permission::name).collect(Collectors.joining(" ")),
            forVelo,
            creator.stored(),
            now.toEpochMilli(),
            expiry.map(end -> OptionalLong.of(end.toEpochMilli())).orElse(OptionalLong.empty()));
    database.write(tx -> {
      sites.lock(tx, site.id());
      before.accept(tx);
      quotas.requireRoomForKey(table.count(tx, site.id()));
      table.insert(tx, stored);
      return stored;
    });
    return new NewApiKey(apiKey(stored), key);
  }

  private static void refuseInvalid(
      String name, Set<Permission> permissions, Optional<Instant> expiry, Instant now) {
    List<Violation> violations = new ArrayList<>();
    int length = name.codePointCount(0, name.length());
    if (length < 1) {
      violations.add(new Violation("apiKey.name", Rule.REQUIRED_FIELD, "must not be empty"));
    } else if (length > Limits.KEY_NAME_CHARACTERS) {
      violations.add(
          new Violation(
              "apiKey.name",
              Rule.MAX_LENGTH,
              "must have at most " + Limits.KEY_NAME_CHARACTERS + " characters"));
    }
    VisibleText.violation("apiKey.name", name).ifPresent(violations::add);
    if (permissions.isEmpty()) {
      violations.add(
          new Violation(
              "apiKey.permissions", Rule.REQUIRED_FIELD, "must name at least one permission"));
    }
    if (expiry.isPresent() && !expiry.get().isAfter(now)) {
      violations.add(new Violation("apiKey.expiryDate", Rule.OTHER, "must be in the future"));
    }
    if (!violations.isEmpty()) {
      throw new InvalidArgument(violations);
    }
  }

  /**
   * {@return its API keys, oldest first, expired ones included}
   *
   * @param site a site
   */
  public List<ApiKey> list(Site site) {
    return database.read(tx -> table.list(tx, site.id())).stream().map(ApiKeys::apiKey).toList();
  }

  /**
   * Revokes an API key: the next request that brings it is refused.
   *
   * @param actor who revokes it, and may manage the site's API keys
   * @param site the key's site
   * @param id the key's id
   * @throws PermissionDenied if the actor may not, or may not any more
   * @throws NotFound if the site has no such key
   */
  public void revoke(Principal actor, Site site, UUID id) {
    boolean revoked =
        database.write(tx -> {
          rights.require(tx, actor, site, SitePermission.MANAGE_API_KEYS);
          return table.delete(tx, site.id(), id);
        });
    if (!revoked) {
      throw noSuchKey();
    }
  }

  /**
   * Lets a velo key be good for 24 hours from now, unless it is good for longer already. Less than
   * a minute more is not given.
   *
   * @param holder who shows the key
   * @return the key as it is now
   * @throws Unauthenticated if it was revoked, or has expired
   * @throws PermissionDenied if it is no velo key
   */
  public ApiKey extend(Caller holder) {
    UUID site = holder.site().id();
    UUID key = keyOf(holder);
    Optional<StoredApiKey> lasting =
        database.read(tx -> table.find(tx, site, key)).filter(this::gainsNothing);
    return apiKey(
        lasting.orElseGet(() ->
            database.write(tx -> {
              Instant now = clock.instant();
              table.extend(tx, site, key, now.toEpochMilli(), now.plus(VELO_LIFE).toEpochMilli());
              rights.requireVelo(tx, holder);
              return table.find(tx, site, key).orElseThrow(ApiKeys::noSuchKey);
            })));
  }

  private boolean gainsNothing(StoredApiKey key) {
    long enough = clock.instant().plus(VELO_LIFE).minus(LEAST_GAIN).toEpochMilli();
    return key.expiresAt().isEmpty() || key.expiresAt().getAsLong() > enough;
  }

  /**
   * Lets a velo key end itself: the next request that brings it is refused. One that was revoked
   * meanwhile stays so.
   *
   * @param holder who shows the key
   */
  public void revokeOwn(Caller holder) {
    UUID key = keyOf(holder);
    database.write(tx -> table.delete(tx, holder.site().id(), key));
  }

  private static UUID keyOf(Caller holder) {
    if (holder.principal() instanceof Principal.ApiKeyHolder(UUID id)) {
      return id;
    }
    throw new PermissionDenied("only an API key may do this, about itself");
  }

  private static NotFound noSuchKey() {
    return new NotFound("there is no such API key");
  }

  private static ApiKey apiKey(StoredApiKey stored) {
    return new ApiKey(
        stored.id(),
        stored.name(),
        stored.prefix(),
        Permission.parse(stored.permissions()),
        stored.forVelo(),
        stored.createdBy().name(),
        Instant.ofEpochMilli(stored.createdAt()),
        stored.expiresAt().isPresent()
            ? Optional.of(Instant.ofEpochMilli(stored.expiresAt().getAsLong()))
            : Optional.empty());
  }
}
