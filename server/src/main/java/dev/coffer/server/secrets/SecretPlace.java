package dev.coffer.server.secrets;

import dev.coffer.server.storage.StoredPlace;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a list of a site's secrets goes on. It tells nothing but what the list has told before: the
 * site, and when the last secret was created and which it was.
 */
public final class SecretPlace {
  private static final byte FORM = 1;
  private static final int LENGTH = 1 + 16 + 8 + 16;

  private final UUID site;
  private final StoredPlace stored;

  SecretPlace(UUID site, StoredPlace stored) {
    this.site = site;
    this.stored = stored;
  }

  StoredPlace stored() {
    return stored;
  }

  /**
   * {@return this place as a text for URLs, which {@link #parse} reads; empty if it is behind a
   * record that was altered in such a way that its place cannot be written}
   */
  public Optional<String> text() {
    return stored.sound().map(sound -> text(site, sound));
  }

  private static String text(UUID site, StoredPlace.Sound sound) {
    ByteBuffer bytes = ByteBuffer.allocate(LENGTH).put(FORM);
    put(bytes, site);
    bytes.putLong(sound.createdAt());
    put(bytes, sound.id());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  private static void put(ByteBuffer bytes, UUID id) {
    bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
  }

  /**
   * Reads the text of a place.
   *
   * @param site the id of the site whose list is to go on
   * @param text any text
   * @return the place; empty if it is not one of this site's
   */
  public static Optional<SecretPlace> parse(UUID site, String text) {
    byte[] content;
    try {
      content = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(content);
    if (content.length != LENGTH || bytes.get() != FORM || !uuid(bytes).equals(site)) {
      return Optional.empty();
    }
    StoredPlace.Sound sound = new StoredPlace.Sound(bytes.getLong(), uuid(bytes));
    return text.equals(text(site, sound))
        ? Optional.of(new SecretPlace(site, StoredPlace.of(sound)))
        : Optional.empty();
  }

  private static UUID uuid(ByteBuffer bytes) {
    return new UUID(bytes.getLong(), bytes.getLong());
  }
}
