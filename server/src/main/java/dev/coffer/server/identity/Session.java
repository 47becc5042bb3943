package dev.coffer.server.identity;

import dev.coffer.server.access.Principal;
import java.time.Instant;
import java.util.UUID;

/**
 * A person who is logged in with a browser.
 *
 * @param id the session's id, which is not what proves it
 * @param account the id of the person's account
 * @param email the person's address
 * @param csrfToken what every form of this session must bring, so that no other site can send one
 * @param browser what the browser calls itself, at most 200 characters
 * @param address where the session was started from
 * @param started when it was started
 * @param lastSeen when it was last used, to the minute
 * @param authenticated when the password was last given
 */
public record Session(
    UUID id,
    UUID account,
    String email,
    Token csrfToken,
    String browser,
    String address,
    Instant started,
    Instant lastSeen,
    Instant authenticated) {
  /** {@return the person, in this session} */
  public Principal.Person person() {
    return new Principal.Person(account, email, id);
  }
}
