package dev.coffer.wire;

import java.util.Arrays;
import java.util.Optional;

/** What an API key may do, named as Wix names it. */
public enum ApiPermission {
  /** Get a secret's value. */
  SECRET_READ,
  /** List names, descriptions and dates. */
  SECRET_METADATA_READ,
  /** Create a secret. */
  SECRET_CREATE,
  /** Change a secret. */
  SECRET_UPDATE,
  /** Delete a secret. */
  SECRET_DELETE;

  /** Returns the permission's name on the wire, such as {@code SECRETS_VAULT.SECRET_READ}. */
  public String wireName() {
    return "SECRETS_VAULT." + name();
  }

  /**
   * Returns the permission of that name, if there is one. Newer servers may have others.
   *
   * @param wireName a name on the wire
   */
  public static Optional<ApiPermission> of(String wireName) {
    return Arrays.stream(values())
        .filter(permission -> permission.wireName().equals(wireName))
        .findFirst();
  }
}
