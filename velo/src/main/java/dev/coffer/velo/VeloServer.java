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
import dev.coffer.velo.web.HostNames;
import dev.coffer.velo.web.VisitorSessions;
import dev.coffer.velo.web.Web;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A site that runs behind a web server, and the one place where its objects are wired. */
public final class VeloServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VeloServer.class);

  /** How long a stop waits for what was accepted. */
  private static final Duration GRACE = Duration.ofSeconds(2);

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
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private void open(VeloSettings settings, CofferSite coffer) {
    InetAddress listensOn = listensOn(settings.host());
    requireFree(listensOn, settings);
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
            new PublicFiles(SiteDirectory.of(settings.directory())),
            coffer,
            sessions,
            settings.leakGuard(),
            settings.callsPerMinute(),
            HostNames.of(listensOn, settings.host(), settings.hostNames()));
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
    WebServerConfig.Builder config =
        WebServer.builder()
            .address(listensOn)
            .port(settings.port())
            .shutdownHook(false)
            .connectionOptions(socket -> socket.tcpNoDelay(true))
            .shutdownGracePeriod(Duration.ZERO);
    HttpRouting.Builder routing = HttpRouting.builder();
    web.addTo(config, routing, pages, testing);
    WebServer server = config.routing(routing).build();
    server.start();
    if (!server.isRunning()) { // It logs what went wrong and goes on.
      throw cannotListen(settings);
    }
    opened.push(server::stop);
    opened.push(() -> web.close(GRACE));
    String host = listensOn.isAnyLocalAddress() ? "localhost" : settings.host();
    return URI.create(
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + server.port());
  }

  private static InetAddress listensOn(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new VeloStartupException("the host to listen on is not an address of this machine");
    }
  }

  /** Tells a taken port in a sentence, where the web server would log a stack trace. */
  private static void requireFree(InetAddress listensOn, VeloSettings settings) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(listensOn, settings.port()));
    } catch (IOException e) {
      throw cannotListen(settings);
    }
  }

  private static VeloStartupException cannotListen(VeloSettings settings) {
    return new VeloStartupException(
        "the site cannot listen on "
            + settings.host()
            + " port "
            + settings.port()
            + ", probably because another program does; choose another with --port");
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
