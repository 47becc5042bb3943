package dev.coffer.velo;

import dev.coffer.velo.sandbox.SandboxOptions;
import dev.coffer.velo.web.LeakGuard;
import dev.coffer.velo.web.LeakGuard.Mode;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
 * @param openHosts {@code host} or {@code host:port} that code may fetch from wherever they are,
 *     and without TLS too
 * @param callsPerMinute how many calls an address may make in a minute; Velo has 5,000
 * @param leakGuard what is done about secrets in answers
 * @param sandbox how code is run
 * @param trust whose certificates count when code fetches
 */
public record VeloSettings(
    Path directory,
    String host,
    int port,
    Set<String> hostNames,
    Set<String> openHosts,
    int callsPerMinute,
    LeakGuard leakGuard,
    SandboxOptions sandbox,
    SSLContext trust) {
  private static final String FILE = "velo.properties";
  private static final String HOST_NAMES = "host-names";
  private static final String OPEN_HOSTS = "open-hosts";
  private static final String CALLS_PER_MINUTE = "calls-per-minute";
  private static final String LEAK_GUARD = "leak-guard";
  private static final int PORT = 8090;
  private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]");
  private static final Pattern OPEN_HOST = Pattern.compile("(" + NAME + ")(:\\d{1,5})?");
  private static final Pattern FUNCTION =
      Pattern.compile("backend/(.+\\.web\\.js|.+\\.jsw|http-functions\\.js)/[^/]+");

  /** Keeps copies. */
  public VeloSettings {
    hostNames = Set.copyOf(hostNames);
    openHosts = Set.copyOf(openHosts);
    if (port < 0 || port > 65_535) {
      throw new VeloStartupException("the port must be a number from 0 to 65535");
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
    Map<String, Mode> functions = new HashMap<>();
    lines.forEach((name, value) -> {
      if (name.startsWith(LEAK_GUARD + ".")) {
        functions.put(function(name.substring(LEAK_GUARD.length() + 1)), mode(name, value));
      } else if (!List.of(HOST_NAMES, OPEN_HOSTS, CALLS_PER_MINUTE, LEAK_GUARD).contains(name)) {
        throw unusable(
            "has no setting named "
                + name
                + "; there are "
                + HOST_NAMES
                + ", "
                + OPEN_HOSTS
                + ", "
                + CALLS_PER_MINUTE
                + ", "
                + LEAK_GUARD
                + " and "
                + LEAK_GUARD
                + ".backend/FILE/FUNCTION");
      }
    });
    return new VeloSettings(
        directory,
        "127.0.0.1",
        PORT,
        list(HOST_NAMES, lines.getOrDefault(HOST_NAMES, ""), NAME),
        list(OPEN_HOSTS, lines.getOrDefault(OPEN_HOSTS, ""), OPEN_HOST),
        number(CALLS_PER_MINUTE, lines.getOrDefault(CALLS_PER_MINUTE, "5000").strip()),
        new LeakGuard(mode(LEAK_GUARD, lines.getOrDefault(LEAK_GUARD, "block")), functions),
        SandboxOptions.defaults(),
        usualTrust());
  }

  private static Map<String, String> lines(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (NoSuchFileException e) {
      return Map.of();
    } catch (IOException | IllegalArgumentException e) {
      throw unusable("cannot be read");
    }
    Map<String, String> lines = new TreeMap<>();
    properties.stringPropertyNames().forEach(name -> lines.put(name, properties.getProperty(name)));
    return lines;
  }

  private static String function(String name) {
    if (!FUNCTION.matcher(name).matches()) {
      throw unusable(
          "names no function with " + name + "; it must look like backend/FILE.web.js/FUNCTION");
    }
    return name;
  }

  private static Mode mode(String name, String value) {
    return Arrays.stream(Mode.values())
        .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(value.strip()))
        .findFirst()
        .orElseThrow(() -> unusable("must say block, warn or off for " + name));
  }

  private static int number(String name, String value) {
    if (!NUMBER.matcher(value).matches()) {
      throw unusable("must say a whole number from 1 to 999999999 for " + name);
    }
    return Integer.parseInt(value);
  }

  private static Set<String> list(String name, String value, Pattern form) {
    return Arrays.stream(value.split(","))
        .map(String::strip)
        .filter(one -> !one.isEmpty())
        .map(one -> checked(name, one, form))
        .collect(Collectors.toSet());
  }

  private static String checked(String name, String one, Pattern form) {
    if (!form.matcher(one).matches()) {
      throw unusable("has an invalid host in " + name + ": " + one);
    }
    return one;
  }

  private static VeloStartupException unusable(String what) {
    return new VeloStartupException(FILE + " " + what);
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
        openHosts,
        callsPerMinute,
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
    moreHosts.forEach(one -> {
      if (!OPEN_HOST.matcher(one).matches()) {
        throw new VeloStartupException("this is no host to open: " + one);
      }
      all.add(one);
    });
    return new VeloSettings(
        directory, host, port, hostNames, all, callsPerMinute, leakGuard, sandbox, trust);
  }

  /** Returns the same with code run in another way. */
  public VeloSettings running(SandboxOptions otherSandbox) {
    return new VeloSettings(
        directory,
        host,
        port,
        hostNames,
        openHosts,
        callsPerMinute,
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
        openHosts,
        callsPerMinute,
        leakGuard,
        sandbox,
        otherTrust);
  }
}
