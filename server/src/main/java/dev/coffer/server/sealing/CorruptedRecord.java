package dev.coffer.server.sealing;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A stored record does not open: it, or a column beside it, was altered, moved or mixed with
 * another version. Nothing of its content is known or told.
 */
public final class CorruptedRecord extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final UUID site;
  private final transient Optional<UUID> secret;

  private CorruptedRecord(UUID site, Optional<UUID> secret, String message) {
    super(message);
    this.site = site;
    this.secret = secret;
  }

  static CorruptedRecord secret(RecordContext context) {
    return new CorruptedRecord(
        context.site(),
        Optional.of(context.secret()),
        "the stored record of secret " + context.secret() + " is corrupted and cannot be opened");
  }

  static CorruptedRecord siteKeys(UUID site) {
    return new CorruptedRecord(
        site, Optional.empty(), "the stored keys of site " + site + " are corrupted");
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage(), "every failure has a message");
  }

  /** {@return the site whose record does not open} */
  public UUID site() {
    return site;
  }

  /** {@return the secret whose record does not open; empty if it is the site's keys that do not} */
  public Optional<UUID> secret() {
    return secret;
  }
}
