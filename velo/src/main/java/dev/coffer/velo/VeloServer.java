package dev.coffer.velo;

import dev.coffer.egress.EgressPolicy;
import dev.coffer.velo.calls.RunningSite;
import dev.coffer.velo.calls.SiteUnusable;
import dev.coffer.velo.host.CallContextFactory;
import dev.coffer.velo.host.CofferSite;
import dev.coffer.velo.pages.Pages;
import dev.coffer.velo.site.PublicFiles;
import dev.coffer.velo.site.SiteDirectory;
import dev.coffer.velo.testing.FunctionalTesting;
import dev.coffer.velo.testing.LoggedIn;
import dev.coffer.velo.web.CallPlaces;
import dev.coffer.velo.web.VisitorSessions;
import dev.coffer.velo.web.Web;
import dev.coffer.web.CannotListenException;
import dev.coffer.web.ClientAddresses;
import dev.coffer.web.ConnectionLimits;
import dev.coffer.web.HostNames;
import dev.coffer.web.HttpListener;
import io.helidon.webserver.http.HttpRouting;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A site that runs behind a web server, and the one place where its objects are wired. */
public final class VeloServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VeloServer.class);

  /** How long a stop waits for what was accepted. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** The connection's own, and that of a file or of a call to the server of secrets. */
  private static final int DESCRIPTORS_OF_A_CONNECTION = 2;

  /** What a stop closes, the last opened first. */
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  private @Nullable URI address;

  private VeloServer() {}

  /**
   * Runs a site. When this returns, it answers requests.
   *
   * @param coffer where its secrets and members are
   * @return what runs, which {@link #close} stops
   * @throws VeloStartupException if it cannot start; nothing is left running
   */
  public static VeloServer start(VeloSettings settings, CofferSite coffer) {
    VeloServer server = new VeloServer();
    try {
      server.open(settings, coffer);
      return server;
    } catch (SiteUnusable e) {
      server.close();
      throw new VeloStartupException(e.getMessage());
    } catch (CannotListenException e) {
      server.close();
      throw new VeloStartupException(e.getMessage());
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private void open(VeloSettings settings, CofferSite coffer) {
    InetAddress listensOn = HttpListener.address(settings.host());
    HttpListener.requireFree(settings.host(), settings.port());
    EgressPolicy egress = new EgressPolicy(settings.openHosts(), settings.trust());
    RunningSite site =
        RunningSite.open(
            settings.directory(), settings.sandbox(), new CallContextFactory(coffer, egress));
    opened.push(site);
    VisitorSessions sessions = new VisitorSessions(InstantSource.system(), coffer::member);
    FunctionalTesting testing = new FunctionalTesting(site, loggedIn(sessions));
    sessions.whenEnded(testing::forget);
    Web web =
        new Web(
            site,
            new PublicFiles(SiteDirectory.of(settings.directory()), InstantSource.system()),
            coffer,
            sessions,
            settings.leakGuard(),
            settings.callsPerMinute(),
            new CallPlaces(settings.sandbox().concurrentCalls(), settings.callsAtOnce()),
            HostNames.of(listensOn, settings.host(), settings.hostNames(), settings.publicUrl()),
            new ClientAddresses(settings.trustedProxies()),
            settings.publicUrl());
    address = listen(settings, listensOn, web, new Pages(), testing);
    site.awaitLoaded();
    LOG.info("the site {} runs at {}", settings.directory().getFileName(), address);
  }

  private static LoggedIn loggedIn(VisitorSessions sessions) {
    return request ->
        sessions
            .find(request)
            .map(session ->
                new LoggedIn.Person(
                    session.id(),
                    session.member().email(),
                    session.audience(),
                    session.csrfToken()));
  }

  private URI listen(
      VeloSettings settings,
      InetAddress listensOn,
      Web web,
      Pages pages,
      FunctionalTesting testing) {
    if (!listensOn.isLoopbackAddress()) {
      LOG.warn(
          "PASSWORDS TRAVEL UNENCRYPTED: plain HTTP is served beyond this machine, on {}. Put a"
              + " proxy with TLS in front",
          settings.host());
    }
    HttpListener listener =
        HttpListener.start(
            settings.host(),
            settings.port(),
            Optional.empty(),
            ConnectionLimits.usual(settings.maxConnections(), DESCRIPTORS_OF_A_CONNECTION),
            Web::malformedRequest,
            config -> {
              HttpRouting.Builder routing = HttpRouting.builder();
              web.addTo(config, routing, pages, testing);
              config.routing(routing);
            });
    opened.push(listener);
    opened.push(() -> web.close(GRACE));
    return listener.uri();
  }

  /** {@return where browsers on this machine reach the site} */
  public URI address() {
    return Objects.requireNonNull(address, "the site was started");
  }

  /**
   * Stops: no new requests, a short wait for those that were accepted, an end to all code. May be
   * called more than once.
   */
  @Override
  public synchronized void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        LOG.error("the stop is not clean", e);
      }
    }
  }
}
