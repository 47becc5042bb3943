package dev.coffer.velo.host;

import dev.coffer.velo.sandbox.ConsoleLine;
import java.util.function.Consumer;

/** Opens a {@link CallHost} for each call. Threads may share it. */
public final class SiteHost {
  private final CofferSite site;
  private final Fetch fetch;

  /**
   * The host of all calls of a site.
   *
   * @param outside which addresses code may fetch from
   */
  public SiteHost(CofferSite site, Outside outside) {
    this(site, new Fetch(outside, NameResolver.ofSystem(), Fetch.Limits.defaults()));
  }

  SiteHost(CofferSite site, Fetch fetch) {
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
  public CallHost open(Visitor visitor, boolean fromBrowser, Consumer<ConsoleLine> console) {
    return new CallHost(site, fetch, fromBrowser && visitor == Visitor.ANYONE, console);
  }
}
