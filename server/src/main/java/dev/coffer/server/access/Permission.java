package dev.coffer.server.access;

import dev.coffer.wire.ApiPermission;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** What an API key may do, one permission a call, named as Wix names them. */
public enum Permission {
  /** Get a secret's value. */
  SECRET_READ(ApiPermission.SECRET_READ),
  /** List names, descriptions and dates. */
  SECRET_METADATA_READ(ApiPermission.SECRET_METADATA_READ),
  /** Create a secret. */
  SECRET_CREATE(ApiPermission.SECRET_CREATE),
  /** Change a secret. */
  SECRET_UPDATE(ApiPermission.SECRET_UPDATE),
  /** Delete a secret. */
  SECRET_DELETE(ApiPermission.SECRET_DELETE);

  private final ApiPermission wire;

  Permission(ApiPermission wire) {
    this.wire = wire;
  }

  /** Every request needs its key's permissions, and there are few different sets of them. */
  private static final Map<String, Set<Permission>> PARSED = new ConcurrentHashMap<>();

  /** {@return the permission's name on the wire, such as {@code SECRETS_VAULT.SECRET_READ}} */
  public String wireName() {
    return wire.wireName();
  }

  /**
   * {@return the permission of that name, if there is one}
   *
   * @param wireName a name on the wire
   */
  public static Optional<Permission> of(String wireName) {
    return Arrays.stream(values())
        .filter(permission -> permission.wireName().equals(wireName))
        .findFirst();
  }

  /**
   * {@return the permissions that are stored with an API key}
   *
   * @param stored their names, with blanks between them
   */
  public static Set<Permission> parse(String stored) {
    return PARSED.computeIfAbsent(
        stored,
        names ->
            Arrays.stream(names.split(" "))
                .map(Permission::valueOf)
                .collect(Collectors.toUnmodifiableSet()));
  }
}
