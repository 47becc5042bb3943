package dev.coffer.server.secrets;

import dev.coffer.server.errors.Violation;
import java.util.List;
import java.util.Optional;

/**
 * The fields of a secret as a request gives them, to create one or to change what is present.
 * Closing it wipes the value.
 *
 * @param name the name, if it is given
 * @param value the value, if it is given
 * @param description the description, if it is given
 * @param malformed what is wrong with the fields that could not be read at all
 */
public record SecretFields(
    Optional<String> name,
    Optional<SecretValue> value,
    Optional<String> description,
    List<Violation> malformed)
    implements AutoCloseable {
  boolean isEmpty() {
    return name.isEmpty() && value.isEmpty() && description.isEmpty();
  }

  @Override
  public void close() {
    value.ifPresent(SecretValue::close);
  }

  /** Shows no field: a name or description may be as private as a value. */
  @Override
  public String toString() {
    return "‹secret fields›";
  }
}
