package dev.coffer.velo.host;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.velo.sandbox.HostRefusal;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * A site of a Coffer server: its secrets and its Members Area, over HTTP with one key. Threads may
 * share it.
 */
public final class CofferSite {
  /**
   * A member who has shown their password.
   *
   * @param id never changes
   * @param email as the Members Area has it
   * @param role {@code owner}, {@code admin}, {@code website-manager} or {@code member}
   */
  public record Member(String id, String email, String role) {}

  /**
   * A site that is not asked anything yet.
   *
   * @param server such as {@code http://127.0.0.1:8080}
   * @param key an API key of the site, or the operator's
   * @param siteId needed with the operator's key on a server of several sites, and to log in
   */
  public CofferSite(URI server, String key, Optional<String> siteId, SSLContext trust) {}

  /**
   * Makes one of the five calls.
   *
   * @param operation {@code secrets.get} and its like, with the arguments and results of {@link
   *     dev.coffer.velo.sandbox.Host}
   * @throws HostRefusal with the server's message, code and details
   */
  public JsonNode secrets(String operation, JsonNode argument) throws HostRefusal {
    throw new UnsupportedOperationException();
  }

  /**
   * Asks the server whether this is a member's password. Needs the operator's key.
   *
   * @param address the visitor's, which failures are counted by
   * @throws HostRefusal {@code UNAUTHENTICATED} when it is not; {@code RESOURCE_EXHAUSTED} after
   *     too many failures; {@code PERMISSION_DENIED} when the key may not ask
   */
  public Member logIn(String email, String password, String address) throws HostRefusal {
    throw new UnsupportedOperationException();
  }
}
