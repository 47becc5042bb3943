package dev.coffer.velo.testing;

import dev.coffer.velo.host.Audience;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;

/** Tells who sends a request. */
@FunctionalInterface
public interface LoggedIn {
  /**
   * Somebody who is logged in.
   *
   * @param session tells this log-in from all others, also from later ones of the same person
   * @param email the person's address
   * @param audience what the person may do
   * @param csrfToken what every form must send as {@code form-token}
   */
  record Person(String session, String email, Audience audience, String csrfToken) {
    /** Does not show the tokens. */
    @Override
    public String toString() {
      return "Person";
    }
  }

  /** Returns who sends this request; empty if nobody is logged in. */
  Optional<Person> person(ServerRequest request);
}
