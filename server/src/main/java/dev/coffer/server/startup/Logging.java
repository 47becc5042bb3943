package dev.coffer.server.startup;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.coffer.server.config.Settings;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Log lines, on standard error. Libraries log warnings at most, whatever the level, because at
 * their verbose levels they log what they transport.
 */
public final class Logging extends ContextAwareBase implements Configurator {
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} - %msg%replace( %kvp request=%X{request:-}){' +(request=)?$', ''}%n";

  /** For the logging library, which finds its configuration as a service. */
  public Logging() {}

  /** Logs only warnings until the settings are known. */
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    configure(context, Settings.LogLevel.WARN, Settings.LogFormat.TEXT);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Logs as a server without settings of its own: text, from the level info. */
  public static void useDefaults() {
    configure(Settings.LogLevel.INFO, Settings.LogFormat.TEXT);
  }

  /**
   * Logs as the settings have it.
   *
   * @param level the least level of Coffer's own lines
   * @param format text or JSON
   */
  public static void configure(Settings.LogLevel level, Settings.LogFormat format) {
    configure((LoggerContext) LoggerFactory.getILoggerFactory(), level, format);
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  private static void configure(
      LoggerContext context, Settings.LogLevel level, Settings.LogFormat format) {
    context.reset();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder(context, format));
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    context.getLogger("dev.coffer").setLevel(Level.valueOf(level.name()));
    // What these say comes as exceptions too; their log lines repeat parts of a database's URL,
    // which may hold a password.
    context.getLogger("org.postgresql").setLevel(Level.OFF);
    context.getLogger("com.zaxxer.hikari").setLevel(Level.OFF);
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext context, Settings.LogFormat format) {
    Encoder<ILoggingEvent> encoder =
        switch (format) {
          case TEXT -> {
            PatternLayoutEncoder text = new PatternLayoutEncoder();
            text.setPattern(PATTERN);
            yield text;
          }
          case JSON -> new JsonEncoder();
        };
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }
}
