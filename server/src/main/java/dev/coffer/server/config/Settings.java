package dev.coffer.server.config;

import dev.coffer.server.storage.DatabaseLocation;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The server's settings. Each may be given as a flag ({@code --max-value-bytes}), as a variable
 * ({@code COFFER_MAX_VALUE_BYTES}), or as a line of {@code coffer.properties} in the data directory
 * ({@code max-value-bytes}); the first of these that has it wins. A name that is not known stops
 * the start, so that a typing error never becomes a silent default.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 lets the system choose
 * @param data the data directory
 * @param database where the database is
 * @param tls the certificate and key to serve TLS with; empty to serve plain HTTP
 * @param masterKey where the master key comes from
 * @param operatorKeyOn whether there is an operator key
 * @param maxValueBytes the longest value, in UTF-8 bytes
 * @param logLevel how much Coffer itself logs
 * @param logFormat how log lines look
 */
public record Settings(
    String host,
    int port,
    Path data,
    DatabaseLocation database,
    Optional<TlsFiles> tls,
    MasterKeySource masterKey,
    boolean operatorKeyOn,
    int maxValueBytes,
    LogLevel logLevel,
    LogFormat logFormat) {
  private static final String VARIABLE_PREFIX = "COFFER_";
  private static final String PROPERTIES_FILE = "coffer.properties";
  private static final int LARGEST_MAX_VALUE_BYTES = 16 << 20;

  /** Variables that only the command line or its launcher reads. */
  private static final Set<String> CLIENT_VARIABLES =
      Set.of("COFFER_URL", "COFFER_KEY", "COFFER_CA_CERTIFICATE", "COFFER_JAVA_OPTIONS");

  /** The settings, in the order in which they are explained. */
  private enum Name {
    HOST,
    PORT,
    DATA,
    DATABASE_URL,
    DATABASE_USER,
    DATABASE_PASSWORD,
    TLS_CERTIFICATE,
    TLS_PRIVATE_KEY,
    MASTER_KEY,
    MASTER_KEY_FILE,
    OPERATOR_KEY,
    MAX_VALUE_BYTES,
    LOG_LEVEL,
    LOG_FORMAT;

    String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String variable() {
      return VARIABLE_PREFIX + name();
    }

    static boolean isKey(String key) {
      return Arrays.stream(values()).anyMatch(name -> name.key().equals(key));
    }

    static boolean isVariable(String variable) {
      return Arrays.stream(values()).anyMatch(name -> name.variable().equals(variable));
    }
  }

  /** Settings that would be visible to every user of the machine as a flag. */
  private static final Set<Name> NEVER_A_FLAG = Set.of(Name.DATABASE_PASSWORD, Name.MASTER_KEY);

  /**
   * PEM files to serve TLS with.
   *
   * @param certificate the certificate and its chain
   * @param privateKey the certificate's private key, PKCS #8
   */
  public record TlsFiles(Path certificate, Path privateKey) {}

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
   * @param flags what the command line gave, by the setting's name, such as {@code port}
   * @param environment the environment's variables
   * @return the settings
   * @throws StartupException if a name is unknown or a setting cannot be what it is
   */
  public static Settings load(Map<String, String> flags, Map<String, String> environment) {
    refuseUnknownVariables(environment);
    refuseSecretFlags(flags);
    Path data =
        Optional.ofNullable(flags.get(Name.DATA.key()))
            .or(() -> Optional.ofNullable(environment.get(Name.DATA.variable())))
            .map(Path::of)
            .orElseGet(Settings::defaultDataDirectory)
            .toAbsolutePath()
            .normalize();
    Properties properties = properties(data.resolve(PROPERTIES_FILE));
    return new Reading(name ->
        Optional.ofNullable(flags.get(name.key()))
            .or(() -> Optional.ofNullable(environment.get(name.variable())))
            .or(() -> Optional.ofNullable(properties.getProperty(name.key()))))
        .settings(data);
  }

  /**
   * Returns where the data is unless told otherwise.
   *
   * @return {@code coffer-data} beside the launcher, or in the working directory if the server was
   *     not started by it
   */
  public static Path defaultDataDirectory() {
    return Path.of(System.getProperty("coffer.home", "")).toAbsolutePath().resolve("coffer-data");
  }

  private static void refuseUnknownVariables(Map<String, String> environment) {
    for (String variable : environment.keySet()) {
      if (variable.startsWith(VARIABLE_PREFIX)
          && !Name.isVariable(variable)
          && !CLIENT_VARIABLES.contains(variable)) {
        throw new StartupException("the environment variable " + variable + " is not a setting");
      }
    }
  }

  private static void refuseSecretFlags(Map<String, String> flags) {
    for (Name name : NEVER_A_FLAG) {
      if (flags.containsKey(name.key())) {
        throw new StartupException(
            name.key()
                + " may not be a flag, which every user of the machine can read; use "
                + name.variable()
                + " or "
                + PROPERTIES_FILE);
      }
    }
    String url = flags.getOrDefault(Name.DATABASE_URL.key(), "");
    if (url.toLowerCase(Locale.ROOT).contains("password=")) {
      throw new StartupException(
          "--database-url may not hold a password, which every user of the machine can read; use "
              + Name.DATABASE_PASSWORD.variable()
              + " or "
              + PROPERTIES_FILE);
    }
  }

  private static Properties properties(Path file) {
    Properties properties = new Properties();
    if (!Files.exists(file)) {
      return properties;
    }
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new StartupException("the settings file " + file + " cannot be read");
    }
    for (String key : properties.stringPropertyNames()) {
      if (!Name.isKey(key) || key.equals(Name.DATA.key())) {
        throw new StartupException("in " + file + ", " + key + " is not a setting");
      }
    }
    return properties;
  }

  private record Reading(Function<Name, Optional<String>> values) {
    Settings settings(Path data) {
      return new Settings(
          text(Name.HOST).orElse("127.0.0.1"),
          number(Name.PORT, 8080, 0, 65_535),
          data,
          database(data),
          tls(),
          masterKey(),
          choice(Name.OPERATOR_KEY, OnOff.class, OnOff.ON) == OnOff.ON,
          number(Name.MAX_VALUE_BYTES, 65_536, 1, LARGEST_MAX_VALUE_BYTES),
          choice(Name.LOG_LEVEL, LogLevel.class, LogLevel.INFO),
          choice(Name.LOG_FORMAT, LogFormat.class, LogFormat.TEXT));
    }

    private enum OnOff {
      ON,
      OFF
    }

    private Optional<String> text(Name name) {
      Optional<String> text = values.apply(name).map(String::strip);
      if (text.isPresent() && text.get().isEmpty()) {
        throw new StartupException("the setting " + name.key() + " is empty");
      }
      return text;
    }

    private int number(Name name, int standard, int least, int most) {
      Optional<String> text = text(name);
      if (text.isEmpty()) {
        return standard;
      }
      try {
        int number = Integer.parseInt(text.get());
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Told below, with the limits.
      }
      throw new StartupException(
          "the setting " + name.key() + " must be a number from " + least + " to " + most);
    }

    private <E extends Enum<E>> E choice(Name name, Class<E> type, E standard) {
      Optional<String> text = text(name);
      if (text.isEmpty()) {
        return standard;
      }
      for (E constant : type.getEnumConstants()) {
        if (constant.name().equalsIgnoreCase(text.get())) {
          return constant;
        }
      }
      throw new StartupException(
          "the setting "
              + name.key()
              + " must be one of "
              + Arrays.stream(type.getEnumConstants())
                  .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                  .collect(Collectors.joining(", ")));
    }

    private DatabaseLocation database(Path data) {
      Optional<String> url = text(Name.DATABASE_URL);
      if (url.isEmpty()) {
        return new DatabaseLocation.SqliteFile(data.resolve("coffer.db"));
      }
      if (!url.get().startsWith("jdbc:postgresql:")) {
        throw new StartupException(
            "the setting database-url must begin with jdbc:postgresql:; without it, Coffer keeps"
                + " an SQLite file in the data directory");
      }
      return new DatabaseLocation.PostgresServer(
          url.get(), text(Name.DATABASE_USER), values.apply(Name.DATABASE_PASSWORD));
    }

    private Optional<TlsFiles> tls() {
      Optional<Path> certificate = text(Name.TLS_CERTIFICATE).map(Path::of);
      Optional<Path> privateKey = text(Name.TLS_PRIVATE_KEY).map(Path::of);
      if (certificate.isPresent() != privateKey.isPresent()) {
        throw new StartupException(
            "tls-certificate and tls-private-key must be given together or not at all");
      }
      return certificate.map(path -> new TlsFiles(path, privateKey.orElseThrow()));
    }

    private MasterKeySource masterKey() {
      Optional<String> key = text(Name.MASTER_KEY);
      Optional<String> file = text(Name.MASTER_KEY_FILE);
      if (key.isPresent() && file.isPresent()) {
        throw new StartupException("master-key and master-key-file must not be given together");
      }
      if (key.isPresent()) {
        return new MasterKeySource.Text(key.get());
      }
      return file.<MasterKeySource>map(path -> new MasterKeySource.KeyFile(Path.of(path)))
          .orElseGet(MasterKeySource.DataDirectory::new);
    }
  }
}
