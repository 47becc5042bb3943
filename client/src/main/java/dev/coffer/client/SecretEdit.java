package dev.coffer.client;

import java.util.Optional;

/**
 * What changes of a secret; the rest stays as it is. At least one thing must.
 *
 * <pre>{@code
 * SecretEdit.none().withValue(SecretText.of("new")).withDescription("rotated in May")
 * }</pre>
 *
 * @param name a new name
 * @param value a new value
 * @param description a new description; the empty one removes it
 */
public record SecretEdit(
    Optional<String> name, Optional<SecretText> value, Optional<String> description) {
  private static final SecretEdit NONE =
      new SecretEdit(Optional.empty(), Optional.empty(), Optional.empty());

  /** Returns the edit that changes nothing, to begin with. */
  public static SecretEdit none() {
    return NONE;
  }

  /** Returns the same edit with a new name. */
  public SecretEdit withName(String newName) {
    return new SecretEdit(Optional.of(newName), value, description);
  }

  /** Returns the same edit with a new value. */
  public SecretEdit withValue(SecretText newValue) {
    return new SecretEdit(name, Optional.of(newValue), description);
  }

  /** Returns the same edit with a new description. */
  public SecretEdit withDescription(String newDescription) {
    return new SecretEdit(name, value, Optional.of(newDescription));
  }
}
