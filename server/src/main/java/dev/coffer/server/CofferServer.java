package dev.coffer.server;

import dev.coffer.server.access.OperatorKey;
import dev.coffer.server.access.Requirement;
import dev.coffer.server.api.Api;
import dev.coffer.server.config.Settings;
import dev.coffer.server.config.Settings.LogFormat;
import dev.coffer.server.config.StartupException;
import dev.coffer.server.dashboard.Dashboard;
import dev.coffer.server.errors.AlreadyExists;
import dev.coffer.server.identity.Accounts;
import dev.coffer.server.identity.Passwords;
import dev.coffer.server.members.MembersArea;
import dev.coffer.server.metrics.Metrics;
import dev.coffer.server.sealing.MasterKey;
import dev.coffer.server.sites.Site;
import dev.coffer.server.sites.Sites;
import dev.coffer.server.startup.DataDirectory;
import dev.coffer.server.startup.HeapGrowth;
import dev.coffer.server.startup.Logging;
import dev.coffer.server.startup.MasterKeyLoader;
import dev.coffer.server.storage.Database;
import dev.coffer.server.storage.Databases;
import dev.coffer.server.storage.Installation;
import dev.coffer.server.storage.StorageUnavailable;
import dev.coffer.settings.PublicUrl;
import dev.coffer.web.BodyBudget;
import dev.coffer.web.CannotListenException;
import dev.coffer.web.ClientAddresses;
import dev.coffer.web.ConnectionLimits;
import dev.coffer.web.HostNames;
import dev.coffer.web.HttpListener;
import dev.coffer.web.InFlightRequests;
import dev.coffer.web.RequestFilter;
import dev.coffer.wire.DataDirectoryFiles;
import dev.coffer.wire.local.LocalSocket;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running Coffer server, and the one place where its objects are wired. */
public final class CofferServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CofferServer.class);
  private static final Set<String> NAMED_METHODS = Set.of("GET", "POST", "PATCH", "DELETE");
  private static final String OPERATOR_KEY_FILE = DataDirectoryFiles.OPERATOR_KEY;

  /** How long a stop waits for what was accepted. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  /** What a stop closes, the last opened first. */
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  private volatile boolean stopping;
  private List<Requirement.OfRoute> routes = List.of();
  private @Nullable URI uri;
  private Optional<URI> managementUri = Optional.empty();

  private CofferServer() {}

  /**
   * Starts a server. When this returns, it answers requests.
   *
   * @param settings how it shall be
   * @return the running server, which {@link #close} stops
   * @throws StartupException if it cannot start; nothing is left running or changed
   */
  public static CofferServer start(Settings settings) {
    return start(settings, InstantSource.system());
  }

  /**
   * Starts a server as {@link #start(Settings)} does, by another clock than the system's.
   *
   * @param settings how it shall be
   * @param clock tells the time
   * @return the running server, which {@link #close} stops
   */
  public static CofferServer start(Settings settings, InstantSource clock) {
    return start(settings, clock, Passwords::new);
  }

  /**
   * Starts a server in the same way, with another way to hash passwords than the usual one, for
   * tests.
   *
   * @param settings how it shall be
   * @param clock tells the time
   * @param passwords makes what hashes passwords
   * @return the running server, which {@link #close} stops
   */
  public static CofferServer start(
      Settings settings, InstantSource clock, Function<Metrics, Passwords> passwords) {
    Logging.configure(settings.logLevel(), settings.logFormat());
    CofferServer server = new CofferServer();
    try {
      server.open(settings, clock, passwords);
      return server;
    } catch (StorageUnavailable e) {
      server.close();
      LOG.debug("the start failed", e);
      throw new StartupException(
          "the database cannot be used: " + e.getMessage() + ". Nothing was changed");
    } catch (CannotListenException e) {
      server.close();
      throw new StartupException(e.getMessage());
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private void open(
      Settings settings, InstantSource clock, Function<Metrics, Passwords> passwords) {
    warmUpLibraries();
    Metrics metrics = new Metrics();
    DataDirectory directory = opened(DataDirectory.hold(settings.data()));
    Database database = opened(Databases.open(settings.database(), metrics::committed));
    MasterKey masterKey = MasterKeyLoader.unlock(database, directory, settings.masterKey(), clock);

    Domain domain =
        Domain.on(
            database,
            masterKey,
            operatorKey(directory, settings),
            settings.quotas(),
            settings.maxValueBytes(),
            clock,
            metrics,
            passwords.apply(metrics));
    makeDefaultSite(domain.sites());
    warnAboutEqualEmails(domain.accounts());
    Api api =
        new Api(
            domain.access(),
            domain.secrets(),
            domain.sites(),
            domain.membersArea(),
            domain.apiKeys(),
            domain.logIn(),
            metrics,
            () -> !stopping && answers(database),
            settings.maxValueBytes());
    Dashboard pages =
        new Dashboard(
            domain.sessions(),
            domain.logIn(),
            domain.membersArea(),
            domain.emailChanges(),
            domain.accountDeletion(),
            domain.apiKeys(),
            domain.secrets(),
            settings.maxValueBytes(),
            settings.publicUrl().map(PublicUrl::secure).orElse(settings.tls().isPresent()),
            settings.publicUrl().map(PublicUrl::path).orElse(""),
            HostNames.of(
                HttpListener.address(settings.host()),
                settings.host(),
                settings.hostNames(),
                settings.publicUrl()),
            clock);
    routes = Stream.of(api.routes(), pages.routes()).flatMap(List::stream).toList();
    URI address = listen(settings, directory, api, pages, metrics);
    uri = address;
    directory.announce(managementUri());
    Thread.ofPlatform().daemon().name("heap-growth").start(HeapGrowth::limit);
    LOG.info("Coffer is ready at {}", address);
    String url = settings.publicUrl().map(PublicUrl::toString).orElse(address.toString());
    printSetUpLinks(url, domain.sites(), domain.membersArea(), settings.logFormat(), clock);
  }

  /** Two libraries take a third of the start to load, in which the database opens. */
  private static void warmUpLibraries() {
    Thread.ofPlatform()
        .daemon()
        .name("loader")
        .start(() -> {
          MasterKey.loadLibrary();
          HttpRouting.builder();
        });
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.push(resource);
    return resource;
  }

  /** A server without any site has nothing to keep secrets in, so the first start makes one. */
  private static void makeDefaultSite(Sites sites) {
    if (sites.list().isEmpty()) {
      try {
        sites.createDefault();
      } catch (AlreadyExists e) {
        LOG.debug("another server made the default site first");
      }
    }
  }

  /** By their ids: whose they are, the owners of their sites see in the dashboard. */
  private static void warnAboutEqualEmails(Accounts accounts) {
    for (List<UUID> alike : accounts.alike()) {
      LOG.warn(
          "the emails of the accounts {} differ only in how their characters are composed; each is"
              + " still logged in to with its own, but their owners should ask for others",
          alike);
    }
  }

  private static OperatorKey operatorKey(DataDirectory directory, Settings settings) {
    if (!settings.operatorKeyOn()) {
      return OperatorKey.none();
    }
    Path file = directory.file(OPERATOR_KEY_FILE);
    Optional<String> text = directory.readKey(OPERATOR_KEY_FILE);
    if (text.isEmpty()) {
      String made = OperatorKey.generate();
      directory.write(OPERATOR_KEY_FILE, made);
      LOG.info("made the operator key {}", file);
      return OperatorKey.of(made);
    }
    try {
      return OperatorKey.of(text.get());
    } catch (IllegalArgumentException e) {
      throw new StartupException(
          "the operator key in " + file + " is unusable; delete the file to have a new one made");
    }
  }

  private static boolean answers(Database database) {
    try {
      return database.read(new Installation()::find).isPresent();
    } catch (StorageUnavailable e) {
      return false;
    }
  }

  /** Printed, not logged: a log is kept and passed on, and the link makes its user an owner. */
  private static void printSetUpLinks(
      String url, Sites sites, MembersArea membersArea, LogFormat format, InstantSource clock) {
    for (Site site : sites.list()) {
      if (!site.membersAreaSetUp()) {
        String what =
            "Set up the Members Area of the site "
                + site.name()
                + " within a day, with this link, once";
        String link = url + "/dashboard/set-up/" + membersArea.setUpLink(site).text();
        switch (format) {
          case TEXT -> System.err.printf("%n%s:%n  %s%n%n", what, link);
          case JSON ->
              System.err.printf(
                  "{\"timestamp\":%d,\"level\":\"INFO\",\"message\":\"%s\",\"link\":\"%s\"}%n",
                  clock.millis(), what, link);
        }
      }
    }
  }

  private URI listen(
      Settings settings, DataDirectory directory, Api api, Dashboard pages, Metrics metrics) {
    warnAboutPlainHttp(settings);
    InFlightRequests inFlightRequests = new InFlightRequests();
    RequestFilter filter =
        new RequestFilter(
            inFlightRequests,
            new ClientAddresses(settings.trustedProxies()),
            settings.publicUrl(),
            counting(metrics));
    BodyBudget bodies = BodyBudget.ofThisProcess();
    boolean apart = settings.management().isPresent();
    HttpListener listener =
        opened(
            HttpListener.start(
                settings.host(),
                settings.port(),
                settings.tls().map(TlsLoader::load),
                ConnectionLimits.usual(settings.maxConnections()),
                malformedRequests(api, pages),
                config -> {
                  HttpRouting.Builder routing =
                      HttpRouting.builder().addFilter(filter).addFilter(bodies);
                  pages.addTo(routing);
                  api.addTo(config, routing, !apart);
                  config.routing(routing);
                }));
    managementUri =
        settings
            .management()
            .map(management -> listenForManagement(settings, management, filter, bodies, api));
    listenOnOwnSocket(directory.socket(), filter, bodies, api);
    opened(() -> inFlightRequests.finish(GRACE));
    return listener.uri();
  }

  /** Serves the whole API, so that whoever administers finds all in one place, but no pages. */
  private URI listenForManagement(
      Settings settings,
      Settings.Management management,
      RequestFilter filter,
      BodyBudget bodies,
      Api api) {
    return opened(
            HttpListener.start(
                management.host(),
                management.port(),
                settings.tls().map(TlsLoader::load),
                ConnectionLimits.ofManagement(),
                api.malformedRequests(),
                config -> addWholeApi(config, filter, bodies, api)))
        .uri();
  }

  /** For commands and sites of the same user on this machine, who then need not ask who answers. */
  private void listenOnOwnSocket(
      LocalSocket socket, RequestFilter filter, BodyBudget bodies, Api api) {
    try {
      opened(
          HttpListener.start(
              socket,
              ConnectionLimits.ofOwnSocket(),
              api.malformedRequests(),
              config -> addWholeApi(config, filter, bodies, api)));
    } catch (CannotListenException e) {
      LOG.warn("{}; commands on this machine need --url and --key-file", e.getMessage());
    }
  }

  private static void addWholeApi(
      WebServerConfig.Builder config, RequestFilter filter, BodyBudget bodies, Api api) {
    HttpRouting.Builder routing = HttpRouting.builder().addFilter(filter).addFilter(bodies);
    api.addTo(config, routing, true);
    config.routing(routing);
  }

  /** What a browser sent is answered with a page. */
  private static DirectHandler malformedRequests(Api api, Dashboard pages) {
    DirectHandler ofApi = api.malformedRequests();
    DirectHandler ofPages = pages.malformedRequests();
    return (request, event, status, headers, message) ->
        (isForPages(request) ? ofPages : ofApi).handle(request, event, status, headers, message);
  }

  private static boolean isForPages(DirectHandler.TransportRequest request) {
    return request.path().startsWith("/dashboard")
        || request.headers().first(HeaderNames.ACCEPT).orElse("").contains("text/html");
  }

  /** A stranger may send any word as a method, which must not make a new metric. */
  private static RequestFilter.Observer counting(Metrics metrics) {
    return (route, method, status, nanoseconds) ->
        metrics.request(
            route,
            NAMED_METHODS.contains(method.text()) ? method.text() : "other",
            Integer.toString(status),
            nanoseconds);
  }

  private static void warnAboutPlainHttp(Settings settings) {
    if (settings.tls().isEmpty() && !HttpListener.address(settings.host()).isLoopbackAddress()) {
      LOG.warn(
          "SECRETS TRAVEL UNENCRYPTED: plain HTTP is served beyond this machine, on {}. Give"
              + " --tls-certificate and --tls-private-key, or put a proxy with TLS in front",
          settings.host());
    }
  }

  /** {@return every route that is served, and what it needs} */
  public List<Requirement.OfRoute> routes() {
    return routes;
  }

  /** {@return where clients on this machine reach the server} */
  public URI uri() {
    return Objects.requireNonNull(uri, "the server was started");
  }

  /** {@return where the operator on this machine reaches administration, health and metrics} */
  public URI managementUri() {
    return managementUri.orElseGet(this::uri);
  }

  /**
   * Stops the server: no new requests, an end to those that were accepted, everything on disk. May
   * be called more than once.
   */
  @Override
  public synchronized void close() {
    stopping = true;
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        LOG.error("the stop is not clean", e);
      }
    }
  }
}
