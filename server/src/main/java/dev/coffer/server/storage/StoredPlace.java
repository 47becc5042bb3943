package dev.coffer.server.storage;

import java.util.Optional;
import java.util.UUID;

/**
 * Where a row of the secret table stands among those of its site, by the time of its creation and
 * its id. Both are kept as the database has them: a list goes on behind a row even if something was
 * put into these columns that does not belong there.
 *
 * @param createdAt what the column {@code created_at} holds
 * @param id what the column {@code id} holds
 */
public record StoredPlace(Object createdAt, Object id) {
  /**
   * A place in columns that hold what belongs there.
   *
   * @param createdAt milliseconds since 1970 UTC
   * @param id the secret's id
   */
  public record Sound(long createdAt, UUID id) {}

  /**
   * {@return the place of a secret}
   *
   * @param sound its time of creation and its id
   */
  public static StoredPlace of(Sound sound) {
    return new StoredPlace(sound.createdAt(), Columns.bytes(sound.id()));
  }

  /** {@return the time and the id; empty if the columns hold something else} */
  public Optional<Sound> sound() {
    return (createdAt instanceof Long || createdAt instanceof Integer)
            && id instanceof byte[] bytes
            && bytes.length == Columns.ID_LENGTH
        ? Optional.of(new Sound(((Number) createdAt).longValue(), Columns.uuid(bytes)))
        : Optional.empty();
  }
}
