package dev.coffer.velo.host;

import dev.coffer.egress.EgressClient;
import dev.coffer.egress.EgressClient.Limits;
import dev.coffer.egress.EgressPolicy;
import dev.coffer.egress.NameResolver;
import dev.coffer.velo.sandbox.ConsoleLine;
import java.util.function.Consumer;

/** Opens a {@link CallContext} for each call. Threads may share it. */
public final class CallContextFactory {
  private final CofferSite site;
  private final Fetch fetch;

  /**
   * Opens the calls of one site.
   *
   * @param egress which addresses code may fetch from
   */
  public CallContextFactory(CofferSite site, EgressPolicy egress) {
    this(site, new Fetch(new EgressClient(egress, NameResolver.ofSystem(), Limits.defaults())));
  }

  CallContextFactory(CofferSite site, Fetch fetch) {
    this.site = site;
    this.fetch = fetch;
  }

  /**
   * Returns the host of one call.
   *
   * @param fromBrowser whether a browser makes the call, so that what is not for browsers is
   *     refused
   * @param console takes what the code says, with values of secrets masked
   */
  public CallContext open(Audience audience, boolean fromBrowser, Consumer<ConsoleLine> console) {
    return new CallContext(site, fetch, fromBrowser && audience == Audience.ANYONE, console);
  }
}
