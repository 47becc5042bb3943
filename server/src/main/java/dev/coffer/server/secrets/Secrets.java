package dev.coffer.server.secrets;

import dev.coffer.server.access.Caller;
import dev.coffer.server.access.Permission;
import dev.coffer.server.access.Rights;
import dev.coffer.server.errors.Aborted;
import dev.coffer.server.errors.AlreadyExists;
import dev.coffer.server.errors.FailedPrecondition;
import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.NotFound;
import dev.coffer.server.errors.PermissionDenied;
import dev.coffer.server.errors.ResourceExhausted;
import dev.coffer.server.errors.Unauthenticated;
import dev.coffer.server.errors.Violation;
import dev.coffer.server.metrics.Metrics;
import dev.coffer.server.quotas.Quotas;
import dev.coffer.server.sealing.CorruptedRecord;
import dev.coffer.server.sealing.RecordContext;
import dev.coffer.server.sealing.SiteKeys;
import dev.coffer.server.sites.Sites;
import dev.coffer.server.storage.Database;
import dev.coffer.server.storage.ForeignKeyViolation;
import dev.coffer.server.storage.SecretTable;
import dev.coffer.server.storage.StoredInfo;
import dev.coffer.server.storage.StoredSecret;
import dev.coffer.server.storage.UniqueViolation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Secrets API. Each asks the caller for its permission first. Creating and managing secrets
 * needs the site's Members Area to be set up; getting a value does not. What a call has answered is
 * on disk, and at once what every later call sees. Threads may share it.
 */
public final class Secrets {
  /** The rule on the characters of a name, to be read after "name". */
  public static final String NAME_CHARACTERS = SecretRules.CHARACTERS;

  /** The most records that a {@linkplain #page page} may have; it takes about a megabyte. */
  public static final int LARGEST_PAGE = 500;

  private static final Logger LOG = LoggerFactory.getLogger(Secrets.class);

  private final Database database;
  private final SecretTable table;
  private final Sites sites;
  private final Rights rights;
  private final Quotas quotas;
  private final SecretRules rules;
  private final InstantSource clock;
  private final Metrics metrics;

  /**
   * @param database where the sealed secrets are
   * @param table the secrets' rows
   * @param sites has the keys that seal them
   * @param rights judges who may change them
   * @param quotas how many a site may have
   * @param maxValueBytes the longest value, in UTF-8 bytes
   * @param clock tells the time
   * @param metrics counts what is sealed and opened
   */
  public Secrets(
      Database database,
      SecretTable table,
      Sites sites,
      Rights rights,
      Quotas quotas,
      int maxValueBytes,
      InstantSource clock,
      Metrics metrics) {
    this.database = database;
    this.table = table;
    this.sites = sites;
    this.rights = rights;
    this.quotas = quotas;
    this.rules = new SecretRules(maxValueBytes);
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * Creates a secret.
   *
   * @param caller who calls, with {@link Permission#SECRET_CREATE}
   * @param fields the new secret: a name of 1 to 50 characters of {@code A-Z a-z 0-9 _ + = - @ #
   *     $}, unique in the site and not beginning with {@code wix} in any letter case; a value of at
   *     least 1 character; a description of at most 200 characters (code points), if any
   * @return the new secret's id
   * @throws PermissionDenied without the permission
   * @throws FailedPrecondition before the Members Area is set up
   * @throws InvalidArgument if a rule is broken; all violations at once
   * @throws AlreadyExists if the site has a secret of that name
   * @throws ResourceExhausted if the site has as many secrets as it may
   * @throws Unauthenticated if the caller's key or session has ended meanwhile
   * @throws NotFound if the site was deleted meanwhile
   */
  public UUID create(Caller caller, SecretFields fields) {
    caller.require(Permission.SECRET_CREATE);
    requireMembersArea(caller);
    rules.checkNew(fields);
    SiteKeys keys = sites.keys(caller.site().id());
    String name = fields.name().orElseThrow();
    long now = clock.millis();
    RecordContext context =
        new RecordContext(caller.site().id(), UUID.randomUUID(), 1, keys.nameIndex(name), now, now);
    NameAndDescription info = new NameAndDescription(name, fields.description().orElse(""));
    try {
      StoredSecret secret = seal(keys, context, info, fields.value().orElseThrow());
      database.write(tx -> {
        rights.require(tx, caller, Permission.SECRET_CREATE);
        table.insert(tx, secret); // First, so that a name which is taken is told as that.
        quotas.requireRoomForSecret(table.count(tx, caller.site().id()) - 1);
        return secret;
      });
    } catch (UniqueViolation e) {
      throw nameTaken();
    } catch (ForeignKeyViolation e) {
      throw new NotFound("this site was deleted meanwhile");
    }
    logChange("secret created", caller, context.secret());
    return context.secret();
  }

  /**
   * Tells whether a name has the length and the characters that names have.
   *
   * @param name any text
   * @return whether a secret can have it, unless it is reserved
   */
  public static boolean isPossibleName(String name) {
    return SecretRules.isPossibleName(name);
  }

  /**
   * Gets the value of a secret.
   *
   * @param caller who calls, with {@link Permission#SECRET_READ}
   * @param name the secret's name
   * @return the value, which the caller closes
   * @throws PermissionDenied without the permission
   * @throws InvalidArgument if no secret can have that name
   * @throws NotFound if the site has no secret of that name
   * @throws CorruptedRecord if its stored record was altered
   */
  public SecretValue readByName(Caller caller, String name) {
    caller.require(Permission.SECRET_READ);
    SecretRules.checkAsked(name);
    SiteKeys keys = sites.keys(caller.site().id());
    StoredSecret secret =
        table
            .findByName(caller.site().id(), keys.nameIndex(name))
            .orElseThrow(() -> new NotFound("this site has no secret of that name"));
    return openValue(keys, secret);
  }

  /**
   * Lists a part of the secrets of the site, without their values, oldest first; those that were
   * created in the same millisecond stand in the order of their ids. Parts that are read one after
   * another may have changes between them. Together they have no secret twice, and every secret
   * that was there from the first part to the last; one that was created or deleted meanwhile may
   * be among them or not, and each is told as it was when its part was read.
   *
   * @param caller who calls, with {@link Permission#SECRET_METADATA_READ}
   * @param after where to go on, as the part before told it; empty to begin
   * @param most how many records the part may have, from 1 to {@link #LARGEST_PAGE}
   * @return the secrets that can be read, and the ids of those that were altered
   * @throws PermissionDenied without the permission
   * @throws FailedPrecondition before the Members Area is set up
   */
  public SecretPage page(Caller caller, Optional<SecretPlace> after, int most) {
    caller.require(Permission.SECRET_METADATA_READ);
    requireMembersArea(caller);
    if (most < 1 || most > LARGEST_PAGE) {
      throw new IllegalArgumentException("a page of " + most + " secrets");
    }
    UUID site = caller.site().id();
    SiteKeys keys = sites.keys(site);
    List<StoredInfo> rows =
        database.read(tx -> table.page(tx, site, after.map(SecretPlace::stored), most + 1));
    List<StoredInfo> own = rows.subList(0, Math.min(most, rows.size()));
    List<SecretInfo> secrets = new ArrayList<>(own.size());
    List<UUID> corrupted = new ArrayList<>();
    for (StoredInfo stored : own) {
      try {
        secrets.add(info(stored.context(), openInfo(keys, stored.context(), stored.info())));
      } catch (CorruptedRecord e) {
        corrupted.add(stored.context().secret());
      }
    }
    Optional<SecretPlace> next =
        rows.size() > most
            ? Optional.of(new SecretPlace(site, own.getLast().place()))
            : Optional.empty();
    return new SecretPage(secrets, corrupted, next);
  }

  /**
   * Changes the fields of a secret that are present, and leaves the others. The date of its last
   * change moves, even if the fields are what they were.
   *
   * @param caller who calls, with {@link Permission#SECRET_UPDATE}
   * @param id the secret's id
   * @param fields what shall change, at least one field, by the rules of {@link #create}
   * @throws PermissionDenied without the permission
   * @throws FailedPrecondition before the Members Area is set up
   * @throws InvalidArgument if a rule is broken; all violations at once
   * @throws NotFound if the site has no secret of that id
   * @throws AlreadyExists if the site has another secret of the new name
   * @throws CorruptedRecord if its stored record was altered
   */
  public void update(Caller caller, UUID id, SecretFields fields) {
    update(caller, id, OptionalLong.empty(), fields);
  }

  /**
   * Changes a secret as {@link #update(Caller, UUID, SecretFields)} does, for somebody who has seen
   * a certain version of it and must not overwrite a later one.
   *
   * @param caller who calls, with {@link Permission#SECRET_UPDATE}
   * @param id the secret's id
   * @param version the version that was seen
   * @param fields what shall change
   * @throws Aborted if the secret was changed since
   */
  public void updateIfVersion(Caller caller, UUID id, long version, SecretFields fields) {
    update(caller, id, OptionalLong.of(version), fields);
  }

  private void update(Caller caller, UUID id, OptionalLong seen, SecretFields fields) {
    caller.require(Permission.SECRET_UPDATE);
    requireMembersArea(caller);
    rules.checkChange(fields);
    SiteKeys keys = sites.keys(caller.site().id());
    StoredSecret before;
    StoredSecret after;
    do {
      before = stored(caller, id);
      refuseUnseen(seen, before);
      after = changed(keys, before, fields);
    } while (!replace(caller, before, after));
    logChange("secret updated", caller, id);
  }

  private static void refuseUnseen(OptionalLong seen, StoredSecret before) {
    if (seen.isPresent() && seen.getAsLong() != before.context().version()) {
      throw new Aborted("somebody else has changed this secret meanwhile; nothing was overwritten");
    }
  }

  private StoredSecret changed(SiteKeys keys, StoredSecret before, SecretFields fields) {
    RecordContext old = before.context();
    NameAndDescription oldInfo = openInfo(keys, old, before.info());
    NameAndDescription info =
        new NameAndDescription(
            fields.name().orElse(oldInfo.name()),
            fields.description().orElse(oldInfo.description()));
    RecordContext context =
        new RecordContext(
            old.site(),
            old.secret(),
            old.version() + 1,
            keys.nameIndex(info.name()),
            old.createdAt(),
            Math.max(clock.millis(), old.updatedAt()));
    try (SecretValue oldValue = openValue(keys, before)) {
      return seal(keys, context, info, fields.value().orElse(oldValue));
    }
  }

  private boolean replace(Caller caller, StoredSecret before, StoredSecret after) {
    try {
      return database.write(tx -> {
        rights.require(tx, caller, Permission.SECRET_UPDATE);
        return table.replace(tx, before, after);
      });
    } catch (UniqueViolation e) {
      throw nameTaken();
    }
  }

  /**
   * Deletes a secret, for good.
   *
   * @param caller who calls, with {@link Permission#SECRET_DELETE}
   * @param id the secret's id
   * @throws PermissionDenied without the permission
   * @throws FailedPrecondition before the Members Area is set up
   * @throws NotFound if the site has no secret of that id
   */
  public void delete(Caller caller, UUID id) {
    caller.require(Permission.SECRET_DELETE);
    requireMembersArea(caller);
    boolean deleted =
        database.write(tx -> {
          rights.require(tx, caller, Permission.SECRET_DELETE);
          return table.delete(tx, caller.site().id(), id);
        });
    if (!deleted) {
      throw noSuchSecret();
    }
    logChange("secret deleted", caller, id);
  }

  /**
   * Tells all about one secret but its value.
   *
   * @param caller who calls, with {@link Permission#SECRET_METADATA_READ}
   * @param id the secret's id
   * @return what {@link #page} tells of it
   * @throws PermissionDenied without the permission
   * @throws FailedPrecondition before the Members Area is set up
   * @throws NotFound if the site has no secret of that id
   * @throws CorruptedRecord if its stored record was altered
   */
  public SecretInfo info(Caller caller, UUID id) {
    caller.require(Permission.SECRET_METADATA_READ);
    requireMembersArea(caller);
    StoredSecret stored = stored(caller, id);
    SiteKeys keys = sites.keys(caller.site().id());
    return info(stored.context(), openInfo(keys, stored.context(), stored.info()));
  }

  /**
   * Gets the value of a secret by its id.
   *
   * @param caller who calls, with {@link Permission#SECRET_READ}
   * @param id the secret's id
   * @return the value, which the caller closes
   * @throws PermissionDenied without the permission
   * @throws NotFound if the site has no secret of that id
   * @throws CorruptedRecord if its stored record was altered
   */
  public SecretValue readById(Caller caller, UUID id) {
    caller.require(Permission.SECRET_READ);
    StoredSecret stored = stored(caller, id);
    return openValue(sites.keys(caller.site().id()), stored);
  }

  /**
   * Tells what is wrong with the fields of a new secret, without creating it.
   *
   * @param fields the new secret's fields
   * @return the violations that {@link #create} would refuse it for; empty if none
   */
  public List<Violation> violations(SecretFields fields) {
    try {
      rules.checkNew(fields);
      return List.of();
    } catch (InvalidArgument e) {
      return e.violations();
    }
  }

  private StoredSecret stored(Caller caller, UUID id) {
    return database
        .read(tx -> table.findById(tx, caller.site().id(), id))
        .orElseThrow(Secrets::noSuchSecret);
  }

  private StoredSecret seal(
      SiteKeys keys, RecordContext context, NameAndDescription info, SecretValue value) {
    StoredSecret sealed =
        new StoredSecret(
            context, keys.sealInfo(context, info.encode()), keys.sealValue(context, value.utf8()));
    metrics.sealed(2);
    return sealed;
  }

  private SecretValue openValue(SiteKeys keys, StoredSecret secret) {
    try {
      SecretValue value = SecretValue.takeOver(keys.openValue(secret.context(), secret.value()));
      metrics.opened(1);
      return value;
    } catch (CorruptedRecord e) {
      throw report(e);
    }
  }

  private NameAndDescription openInfo(SiteKeys keys, RecordContext context, byte[] sealed) {
    try {
      NameAndDescription info = NameAndDescription.decode(keys.openInfo(context, sealed));
      metrics.opened(1);
      return info;
    } catch (CorruptedRecord e) {
      throw report(e);
    }
  }

  private CorruptedRecord report(CorruptedRecord corrupted) {
    metrics.corruptedRecord();
    LOG.atError()
        .addKeyValue("site", corrupted.site())
        .addKeyValue("secret", corrupted.secret().orElseThrow())
        .log("a stored record failed authentication: it was modified or damaged");
    return corrupted;
  }

  private static SecretInfo info(RecordContext context, NameAndDescription info) {
    return new SecretInfo(
        context.secret(),
        info.name(),
        info.description(),
        Instant.ofEpochMilli(context.createdAt()),
        Instant.ofEpochMilli(context.updatedAt()),
        context.version());
  }

  private static void logChange(String what, Caller caller, UUID secret) {
    LOG.atInfo()
        .addKeyValue("site", caller.site().id())
        .addKeyValue("secret", secret)
        .addKeyValue("caller", caller.principal().name())
        .log(what);
  }

  private static void requireMembersArea(Caller caller) {
    if (!caller.site().membersAreaSetUp()) {
      throw new FailedPrecondition(
          "the Members Area of this site is not set up; secrets can be created and managed once"
              + " its first owner is made with `coffer members setup`");
    }
  }

  private static NotFound noSuchSecret() {
    return new NotFound("this site has no secret of that id");
  }

  private static AlreadyExists nameTaken() {
    return new AlreadyExists("this site has a secret of that name already");
  }
}
