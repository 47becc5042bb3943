package dev.coffer.velo;

import dev.coffer.settings.InvalidSetting;
import dev.coffer.settings.ListenerSettings;
import dev.coffer.settings.Network;
import dev.coffer.settings.PublicUrl;
import dev.coffer.settings.Setting;
import dev.coffer.settings.Setting.Source;
import dev.coffer.settings.SettingTable;
import dev.coffer.settings.SettingTable.Given;
import dev.coffer.settings.TrustedProxies;
import dev.coffer.velo.sandbox.SandboxOptions;
import dev.coffer.velo.web.LeakGuard;
import dev.coffer.velo.web.LeakGuard.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * How a site is run. What belongs to the site stands in {@code velo.properties} in its directory; a
 * name that is not known there stops the start, so that a typing error never becomes a silent
 * default.
 *
 * @param directory the site's
 * @param host the address to listen on
 * @param port the port to listen on; 0 lets the system choose
 * @param hostNames what browsers may call this server besides its address, such as the name of a
 *     tunnel that leads here
 * @param publicUrl where browsers reach it; empty if that is where it listens
 * @param trustedProxies proxies whose word about their clients is taken
 * @param openHosts {@code host} or {@code host:port} that code may fetch from wherever they are,
 *     and without TLS too
 * @param maxConnections how many connections may be open at once; 0 for as many as the process can
 *     afford
 * @param callsPerMinute how many calls an address may make in a minute; Velo has 5,000
 * @param callsAtOnce how many calls of an address run at once
 * @param leakGuard what is done about secrets in answers
 * @param sandbox how code is run
 * @param trust whose certificates count when code fetches
 */
public record VeloSettings(
    Path directory,
    String host,
    int port,
    Set<String> hostNames,
    Optional<PublicUrl> publicUrl,
    TrustedProxies trustedProxies,
    Set<String> openHosts,
    int maxConnections,
    int callsPerMinute,
    int callsAtOnce,
    LeakGuard leakGuard,
    SandboxOptions sandbox,
    SSLContext trust) {
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(" + ListenerSettings.HOST_NAME + ")(:\\d{1,5})?");

  /** The address to listen on. */
  public static final Setting<String> HOST =
      Setting.text("host", "ADDRESS", "the address to listen on")
          .usually("127.0.0.1")
          .only(Source.OPTION);

  /** The port to listen on. */
  public static final Setting<Integer> PORT =
      Setting.number("port", "PORT", "the port; 0 takes a free one", 0, 65_535)
          .usually("8090")
          .only(Source.OPTION);

  /** One more host that code may fetch from; may be given several times. */
  public static final Setting<Set<String>> OPEN_HOST =
      Setting.items(
              "open-host",
              "HOST[:PORT]",
              "a host that code may fetch from wherever it is, without TLS too; for development",
              HOST_AND_PORT,
              "host or host:port")
          .only(Source.OPTION);

  private static final Setting<Set<String>> OPEN_HOSTS =
      Setting.items(
              "open-hosts",
              "HOST[:PORT]",
              "hosts that code may fetch from wherever they are, without TLS too; for development",
              HOST_AND_PORT,
              "host or host:port")
          .only(Source.FILE);
  private static final Setting<Set<String>> HOST_NAMES =
      ListenerSettings.HOST_NAMES.only(Source.FILE);
  private static final Setting<PublicUrl> PUBLIC_URL =
      ListenerSettings.PUBLIC_URL.only(Source.FILE);
  private static final Setting<Set<Network>> TRUSTED_PROXIES =
      ListenerSettings.TRUSTED_PROXIES.only(Source.FILE);
  private static final Setting<String> CLIENT_ADDRESS_HEADER =
      ListenerSettings.CLIENT_ADDRESS_HEADER.only(Source.FILE);
  private static final Setting<Integer> MAX_CONNECTIONS =
      ListenerSettings.MAX_CONNECTIONS.only(Source.FILE);
  private static final Setting<Integer> CALLS_PER_MINUTE =
      Setting.number(
              "calls-per-minute",
              "NUMBER",
              "how many calls an address may make in a minute",
              1,
              999_999_999)
          .usually("5000")
          .only(Source.FILE);
  private static final Setting<Integer> CALLS_AT_ONCE =
      Setting.number("calls-at-once", "NUMBER", "how many calls of an address run at once", 1, 64)
          .usually("16")
          .only(Source.FILE);
  private static final Setting<Mode> LEAK_GUARD =
      Setting.choice("leak-guard", "what is done about secrets in answers", Mode.class)
          .usually("block")
          .only(Source.FILE);

  /** All of them, in the order in which they are explained. */
  public static final SettingTable TABLE =
      new SettingTable(
          List.of(
              HOST,
              PORT,
              OPEN_HOST,
              OPEN_HOSTS,
              HOST_NAMES,
              PUBLIC_URL,
              TRUSTED_PROXIES,
              CLIENT_ADDRESS_HEADER,
              MAX_CONNECTIONS,
              CALLS_PER_MINUTE,
              CALLS_AT_ONCE,
              LEAK_GUARD));

  private static final String FILE = "velo.properties";
  private static final String OF_FUNCTION = LEAK_GUARD.name() + ".";
  private static final Pattern FUNCTION =
      Pattern.compile("backend/(.+\\.web\\.js|.+\\.jsw|http-functions\\.js)/[^/]+");

  /** Keeps copies. */
  public VeloSettings {
    hostNames = Set.copyOf(hostNames);
    openHosts = Set.copyOf(openHosts);
    if (port < 0 || port > 65_535) {
      throw new VeloStartupException("the setting port " + PORT.type().rule());
    }
  }

  /**
   * Reads the settings of a site, with the rest as usual: port 8090 on 127.0.0.1, Velo's deadline,
   * and the certificates that Java trusts.
   *
   * @throws VeloStartupException if there is no such directory, or {@code velo.properties} in it
   *     has a name or value that is invalid
   */
  public static VeloSettings load(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new VeloStartupException(
          "there is no directory "
              + directory
              + "; `coffer velo new` writes a site to start from into a new one");
    }
    Map<String, String> lines = lines(directory.resolve(FILE));
    try {
      Given given = new Given(Map.of(), Map.of(), lines);
      return new VeloSettings(
          directory,
          given.get(HOST),
          given.get(PORT),
          given.get(HOST_NAMES),
          publicUrl(given),
          ListenerSettings.trustedProxies(given),
          given.get(OPEN_HOSTS),
          given.get(MAX_CONNECTIONS),
          given.get(CALLS_PER_MINUTE),
          given.get(CALLS_AT_ONCE),
          new LeakGuard(given.get(LEAK_GUARD), functions(lines)),
          SandboxOptions.defaults(),
          usualTrust());
    } catch (InvalidSetting e) {
      throw new VeloStartupException(FILE + ": " + e.getMessage());
    }
  }

  /** The pages of a site name each other by their whole paths, so that none goes before these. */
  private static Optional<PublicUrl> publicUrl(Given given) {
    Optional<PublicUrl> url = given.find(PUBLIC_URL);
    if (url.isPresent() && !url.get().path().isEmpty()) {
      throw new InvalidSetting(
          "the setting public-url must have no path, which the pages of a site know nothing of");
    }
    return url;
  }

  private static Map<String, String> lines(Path file) {
    try {
      return TABLE.lines(file, name -> name.startsWith(OF_FUNCTION));
    } catch (InvalidSetting e) {
      throw new VeloStartupException(e.getMessage());
    }
  }

  /** The leak guard may be set for one function: {@code leak-guard.backend/FILE/FUNCTION}. */
  private static Map<String, Mode> functions(Map<String, String> lines) {
    Map<String, Mode> functions = new HashMap<>();
    lines.forEach((name, value) -> {
      if (name.startsWith(OF_FUNCTION)) {
        String function = name.substring(OF_FUNCTION.length());
        if (!FUNCTION.matcher(function).matches()) {
          throw new InvalidSetting(
              "unknown function in the setting "
                  + name
                  + "; write "
                  + OF_FUNCTION
                  + "backend/FILE.web.js/FUNCTION");
        }
        functions.put(
            function, Setting.choice(name, LEAK_GUARD.purpose(), Mode.class).parse(value));
      }
    });
    return functions;
  }

  private static SSLContext usualTrust() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has TLS", e);
    }
  }

  /** Returns the same at another address. */
  public VeloSettings at(String otherHost, int otherPort) {
    return new VeloSettings(
        directory,
        otherHost,
        otherPort,
        hostNames,
        publicUrl,
        trustedProxies,
        openHosts,
        maxConnections,
        callsPerMinute,
        callsAtOnce,
        leakGuard,
        sandbox,
        trust);
  }

  /**
   * Returns the same with more hosts that code may fetch from.
   *
   * @throws VeloStartupException if one of them is no host
   */
  public VeloSettings opening(Collection<String> moreHosts) {
    Set<String> all = new HashSet<>(openHosts);
    try {
      moreHosts.forEach(one -> all.addAll(OPEN_HOST.parse(one)));
    } catch (InvalidSetting e) {
      throw new VeloStartupException(e.getMessage());
    }
    return new VeloSettings(
        directory,
        host,
        port,
        hostNames,
        publicUrl,
        trustedProxies,
        all,
        maxConnections,
        callsPerMinute,
        callsAtOnce,
        leakGuard,
        sandbox,
        trust);
  }

  /** Returns the same with code run in another way. */
  public VeloSettings running(SandboxOptions otherSandbox) {
    return new VeloSettings(
        directory,
        host,
        port,
        hostNames,
        publicUrl,
        trustedProxies,
        openHosts,
        maxConnections,
        callsPerMinute,
        callsAtOnce,
        leakGuard,
        otherSandbox,
        trust);
  }

  /** Returns the same with other certificates that count when code fetches. */
  public VeloSettings trusting(SSLContext otherTrust) {
    return new VeloSettings(
        directory,
        host,
        port,
        hostNames,
        publicUrl,
        trustedProxies,
        openHosts,
        maxConnections,
        callsPerMinute,
        callsAtOnce,
        leakGuard,
        sandbox,
        otherTrust);
  }
}
