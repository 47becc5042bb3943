package dev.coffer.web;

import dev.coffer.settings.PublicUrl;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A request on its way through the filters and its handler, and what they tell each other about it.
 * The thread that answers it has it to itself.
 */
public final class CurrentRequest {
  static final ScopedValue<CurrentRequest> CURRENT = ScopedValue.newInstance();

  private final RequestId id;
  private final boolean accepted;
  private final InetAddress client;
  private final Optional<PublicUrl> publicUrl;
  private String route = "";

  CurrentRequest(
      RequestId id, boolean accepted, InetAddress client, Optional<PublicUrl> publicUrl) {
    this.id = id;
    this.accepted = accepted;
    this.client = client;
    this.publicUrl = publicUrl;
  }

  /**
   * {@return the request that this thread answers}
   *
   * @throws java.util.NoSuchElementException outside of {@link RequestFilter}
   */
  public static CurrentRequest get() {
    return CURRENT.get();
  }

  /** {@return what the request is called} */
  public RequestId id() {
    return id;
  }

  /** {@return whether it came before the stop; if not, it is refused, but for health checks} */
  public boolean isAccepted() {
    return accepted;
  }

  /** {@return where it comes from, as {@link ClientAddresses} finds it; all is counted by that} */
  public InetAddress client() {
    return client;
  }

  /** {@return where browsers reach this server; empty if it is not said by a setting} */
  public Optional<PublicUrl> publicUrl() {
    return publicUrl;
  }

  /**
   * Notes the route that answers it, for the figures.
   *
   * @param pattern the route's pattern, in which no text of a client stands
   */
  public void answeredBy(String pattern) {
    route = pattern;
  }

  /** Returns the pattern of the route that answered it; empty if that is not counted. */
  String route() {
    return route;
  }
}
