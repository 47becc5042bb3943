package dev.coffer.server.config;

import dev.coffer.server.quotas.Quotas;
import dev.coffer.server.storage.DatabaseLocation;
import dev.coffer.settings.InvalidSetting;
import dev.coffer.settings.ListenerSettings;
import dev.coffer.settings.PublicUrl;
import dev.coffer.settings.Setting;
import dev.coffer.settings.Setting.Source;
import dev.coffer.settings.SettingTable;
import dev.coffer.settings.SettingTable.Given;
import dev.coffer.settings.TrustedProxies;
import dev.coffer.wire.DataDirectoryFiles;
import dev.coffer.wire.Limits;
import dev.coffer.wire.local.DefaultDataDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The server's settings. Each may be given as an option ({@code --max-value-bytes}), as a variable
 * ({@code COFFER_MAX_VALUE_BYTES}), or as a line of {@code coffer.properties} in the data directory
 * ({@code max-value-bytes}); the first of these that has it wins. A name that is not known stops
 * the start, so that a typing error never becomes a silent default.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 lets the system choose
 * @param data the data directory
 * @param database where the database is
 * @param tls the certificate and key to serve TLS with; empty to serve plain HTTP
 * @param hostNames what browsers may call this server besides its address
 * @param publicUrl where browsers reach it; empty if that is where it listens
 * @param trustedProxies proxies whose word about their clients is taken
 * @param management where administration, health and metrics are served instead
 * @param maxConnections how many connections may be open at once; 0 for as many as the process can
 *     afford
 * @param masterKey where the master key comes from
 * @param operatorKeyOn whether there is an operator key
 * @param maxValueBytes the longest value, in UTF-8 bytes
 * @param quotas how much there may be
 * @param logLevel how much Coffer itself logs
 * @param logFormat how log lines look
 */
public record Settings(
    String host,
    int port,
    Path data,
    DatabaseLocation database,
    Optional<TlsFiles> tls,
    Set<String> hostNames,
    Optional<PublicUrl> publicUrl,
    TrustedProxies trustedProxies,
    Optional<Management> management,
    int maxConnections,
    MasterKeySource masterKey,
    boolean operatorKeyOn,
    int maxValueBytes,
    Quotas quotas,
    LogLevel logLevel,
    LogFormat logFormat) {
  /** The address to listen on. */
  public static final Setting<String> HOST =
      Setting.text("host", "ADDRESS", "the address to listen on").usually("127.0.0.1");

  /** The port to listen on. */
  public static final Setting<Integer> PORT =
      Setting.number("port", "PORT", "the port; 0 takes a free one", 0, 65_535).usually("8080");

  /** The data directory, in which the settings file lies too. */
  public static final Setting<String> DATA =
      Setting.text("data", "DIR", "the directory for database and keys, made if missing")
          .otherwise(DefaultDataDirectory.DESCRIPTION)
          .only(Source.OPTION, Source.VARIABLE);

  private static final Setting<String> DATABASE_URL =
      Setting.text("database-url", "URL", "a PostgreSQL database, jdbc:postgresql://HOST/NAME")
          .otherwise("SQLite in the data directory");
  private static final Setting<String> DATABASE_USER =
      Setting.text("database-user", "NAME", "the user to connect as");
  private static final Setting<String> DATABASE_PASSWORD =
      Setting.text("database-password", "PASSWORD", "the user's password")
          .only(Source.VARIABLE, Source.FILE);
  private static final Setting<String> TLS_CERTIFICATE =
      Setting.text("tls-certificate", "FILE", "a PEM certificate chain; switches to HTTPS");
  private static final Setting<String> TLS_PRIVATE_KEY =
      Setting.text("tls-private-key", "FILE", "the certificate's private key, PEM, PKCS #8");
  private static final Setting<String> MANAGEMENT_HOST =
      Setting.text(
              "management-host", "ADDRESS", "the address for administration, health and metrics")
          .usually("127.0.0.1");
  private static final Setting<Integer> MANAGEMENT_PORT =
      Setting.number("management-port", "PORT", "the port for them; 0 takes a free one", 0, 65_535)
          .otherwise("the port that all is served on");
  private static final Setting<String> MASTER_KEY_FILE =
      Setting.text("master-key-file", "FILE", "the file with the master key")
          .otherwise("master.key in the data directory");
  private static final Setting<String> MASTER_KEY =
      Setting.text("master-key", "KEY", "the master key itself").only(Source.VARIABLE, Source.FILE);
  private static final Setting<OnOff> OPERATOR_KEY =
      Setting.choice("operator-key", "whether there is an operator key", OnOff.class).usually("on");
  private static final Setting<Integer> MAX_VALUE_BYTES =
      Setting.number(
              "max-value-bytes", "BYTES", "the longest value of a secret, in UTF-8", 1, 16 << 20)
          .usually(String.valueOf(Limits.DEFAULT_VALUE_BYTES));
  private static final Setting<Integer> MAX_SITES =
      quota("max-sites", "how many sites there may be", Quotas.USUAL.sites());
  private static final Setting<Integer> MAX_SECRETS =
      quota("max-secrets", "how many secrets a site may have", Quotas.USUAL.secrets());
  private static final Setting<Integer> MAX_KEYS =
      quota("max-keys", "how many API keys a site may have", Quotas.USUAL.keys());
  private static final Setting<Integer> MAX_MEMBERS =
      quota(
          "max-members",
          "how many members a site may have, open invitations included",
          Quotas.USUAL.members());
  private static final Setting<Integer> REQUESTS_PER_SECOND =
      Setting.number(
              "requests-per-second",
              "NUMBER",
              "how many requests an API key may make a second; 0 for any number",
              0,
              1_000_000)
          .usually("0");
  private static final Setting<LogLevel> LOG_LEVEL =
      Setting.choice("log-level", "how much is logged", LogLevel.class).usually("info");
  private static final Setting<LogFormat> LOG_FORMAT =
      Setting.choice("log-format", "how log lines look", LogFormat.class).usually("text");

  /** All of them, in the order in which they are explained. */
  public static final SettingTable TABLE =
      new SettingTable(
          List.of(
              HOST,
              PORT,
              DATA,
              DATABASE_URL,
              DATABASE_USER,
              DATABASE_PASSWORD,
              TLS_CERTIFICATE,
              TLS_PRIVATE_KEY,
              ListenerSettings.HOST_NAMES,
              ListenerSettings.PUBLIC_URL,
              ListenerSettings.TRUSTED_PROXIES,
              ListenerSettings.CLIENT_ADDRESS_HEADER,
              MANAGEMENT_HOST,
              MANAGEMENT_PORT,
              ListenerSettings.MAX_CONNECTIONS,
              MASTER_KEY_FILE,
              MASTER_KEY,
              OPERATOR_KEY,
              MAX_VALUE_BYTES,
              MAX_SITES,
              MAX_SECRETS,
              MAX_KEYS,
              MAX_MEMBERS,
              REQUESTS_PER_SECOND,
              LOG_LEVEL,
              LOG_FORMAT));

  private static final String PROPERTIES_FILE = DataDirectoryFiles.PROPERTIES;

  /** Variables that only the command line or its launcher reads. */
  private static final Set<String> CLIENT_VARIABLES =
      Set.of(
          "COFFER_URL",
          "COFFER_KEY",
          "COFFER_CA_CERTIFICATE",
          "COFFER_ALLOW_PLAIN_HTTP",
          "COFFER_JAVA_OPTIONS");

  private static Setting<Integer> quota(String name, String what, int usual) {
    return Setting.number(name, "NUMBER", what, 1, 1_000_000_000).usually(String.valueOf(usual));
  }

  private enum OnOff {
    ON,
    OFF
  }

  /**
   * PEM files to serve TLS with.
   *
   * @param certificate the certificate and its chain
   * @param privateKey the certificate's private key, PKCS #8
   */
  public record TlsFiles(Path certificate, Path privateKey) {}

  /**
   * A listener for administration, health and metrics.
   *
   * @param host the address to listen on
   * @param port the port to listen on; 0 lets the system choose
   */
  public record Management(String host, int port) {}

  /** Where the master key comes from. */
  public sealed interface MasterKeySource {
    /** {@code master.key} in the data directory, made at the first start. */
    record DataDirectory() implements MasterKeySource {}

    /**
     * A file that exists.
     *
     * @param path the file
     */
    record KeyFile(Path path) implements MasterKeySource {}

    /**
     * The key itself, from the environment.
     *
     * @param text a Tink keyset in JSON form, or that in base64
     */
    record Text(String text) implements MasterKeySource {
      /** Does not show the key. */
      @Override
      public String toString() {
        return "‹master key›";
      }
    }
  }

  /** How much Coffer itself logs. Libraries never log more than warnings. */
  public enum LogLevel {
    /** Faults only. */
    ERROR,
    /** And what needs an eye. */
    WARN,
    /** And starts, stops and changes. */
    INFO,
    /** And every request. */
    DEBUG,
    /** All there is. */
    TRACE
  }

  /** How log lines look. */
  public enum LogFormat {
    /** For people. */
    TEXT,
    /** One JSON object a line. */
    JSON
  }

  /**
   * Gathers the settings.
   *
   * @param options what the command line gave, by the setting's name, such as {@code port}
   * @param environment the environment's variables
   * @return the settings
   * @throws StartupException if a name is unknown or a setting cannot be what it is
   */
  public static Settings load(Map<String, String> options, Map<String, String> environment) {
    try {
      TABLE.requireKnownVariables(environment, CLIENT_VARIABLES);
      TABLE.requireNoSecretOptions(options, PROPERTIES_FILE);
      requireNoPasswordInUrl(options);
      Path data =
          new Given(options, environment, Map.of())
              .find(DATA)
              .map(Path::of)
              .orElseGet(() -> defaultDataDirectory(environment))
              .toAbsolutePath()
              .normalize();
      return from(
          new Given(
              options, environment, TABLE.lines(data.resolve(PROPERTIES_FILE), name -> false)),
          data);
    } catch (InvalidSetting e) {
      throw new StartupException(e.getMessage());
    }
  }

  private static Path defaultDataDirectory(Map<String, String> environment) {
    try {
      return DefaultDataDirectory.find(
          environment, notice -> System.err.println("coffer: " + notice));
    } catch (DefaultDataDirectory.UnknownException e) {
      throw new InvalidSetting(e.getMessage());
    }
  }

  private static void requireNoPasswordInUrl(Map<String, String> options) {
    String url = options.getOrDefault(DATABASE_URL.name(), "");
    if (url.toLowerCase(Locale.ROOT).contains("password=")) {
      throw new InvalidSetting(
          "--database-url may not hold a password, which every user of the machine can read; use "
              + DATABASE_PASSWORD.variable()
              + " or "
              + PROPERTIES_FILE);
    }
  }

  private static Settings from(Given given, Path data) {
    return new Settings(
        given.get(HOST),
        given.get(PORT),
        data,
        database(given, data),
        tls(given),
        given.get(ListenerSettings.HOST_NAMES),
        given.find(ListenerSettings.PUBLIC_URL),
        ListenerSettings.trustedProxies(given),
        given.find(MANAGEMENT_PORT).map(port -> new Management(given.get(MANAGEMENT_HOST), port)),
        given.get(ListenerSettings.MAX_CONNECTIONS),
        masterKey(given),
        given.get(OPERATOR_KEY) == OnOff.ON,
        given.get(MAX_VALUE_BYTES),
        new Quotas(
            given.get(MAX_SITES),
            given.get(MAX_SECRETS),
            given.get(MAX_KEYS),
            given.get(MAX_MEMBERS),
            given.get(REQUESTS_PER_SECOND)),
        given.get(LOG_LEVEL),
        given.get(LOG_FORMAT));
  }

  /** The password is taken as it is, with its blanks. */
  private static DatabaseLocation database(Given given, Path data) {
    Optional<String> url = given.find(DATABASE_URL);
    if (url.isEmpty()) {
      return new DatabaseLocation.SqliteFile(data.resolve("coffer.db"));
    }
    if (!url.get().startsWith("jdbc:postgresql:")) {
      throw new InvalidSetting(
          "the setting database-url must begin with jdbc:postgresql:; without it, Coffer keeps"
              + " an SQLite file in the data directory");
    }
    return new DatabaseLocation.PostgresServer(
        url.get(), given.find(DATABASE_USER), given.text(DATABASE_PASSWORD));
  }

  private static Optional<TlsFiles> tls(Given given) {
    Optional<Path> certificate = given.find(TLS_CERTIFICATE).map(Path::of);
    Optional<Path> privateKey = given.find(TLS_PRIVATE_KEY).map(Path::of);
    if (certificate.isPresent() != privateKey.isPresent()) {
      throw new InvalidSetting(
          "tls-certificate and tls-private-key must be given together or not at all");
    }
    return certificate.map(path -> new TlsFiles(path, privateKey.orElseThrow()));
  }

  private static MasterKeySource masterKey(Given given) {
    Optional<String> key = given.find(MASTER_KEY);
    Optional<String> file = given.find(MASTER_KEY_FILE);
    if (key.isPresent() && file.isPresent()) {
      throw new InvalidSetting("master-key and master-key-file must not be given together");
    }
    if (key.isPresent()) {
      return new MasterKeySource.Text(key.get());
    }
    return file.<MasterKeySource>map(path -> new MasterKeySource.KeyFile(Path.of(path)))
        .orElseGet(MasterKeySource.DataDirectory::new);
  }
}
