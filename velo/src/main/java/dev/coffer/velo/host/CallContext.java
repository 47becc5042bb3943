package dev.coffer.velo.host;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.redaction.SecretRedactor;
import dev.coffer.redaction.TooManySecrets;
import dev.coffer.velo.sandbox.ConsoleLine;
import dev.coffer.velo.sandbox.Host;
import dev.coffer.velo.sandbox.HostCallException;
import dev.coffer.wire.ErrorCode;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The host of one call, which knows the values of secrets that the call was given, and those that
 * earlier calls may have left in variables that it sees.
 *
 * <p>What it knows of them is meant against mistakes: a value that code takes apart, reverses,
 * encrypts, compresses or encodes in a way not named below is not found.
 */
public final class CallContext implements Host, AutoCloseable {
  private final CofferSite site;
  private final Fetch fetch;
  private final boolean anonymousBrowser;
  private final Consumer<ConsoleLine> console;
  private final SecretRedactor values = new SecretRedactor();
  private volatile boolean closed;

  CallContext(
      CofferSite site, Fetch fetch, boolean anonymousBrowser, Consumer<ConsoleLine> console) {
    this.site = site;
    this.fetch = fetch;
    this.anonymousBrowser = anonymousBrowser;
    this.console = console;
  }

  @Override
  public void begin(Set<Object> memory) {
    values.continueFrom(memory);
  }

  @Override
  public JsonNode perform(String operation, JsonNode argument) throws HostCallException {
    if (closed) {
      throw HostErrors.because("CANCELLED", "the call has ended");
    }
    return switch (operation) {
      case "secrets.get" -> valueOf(argument);
      case "secrets.create", "secrets.update" -> store(operation, argument);
      case "secrets.list" -> list(argument);
      case "secrets.delete" -> site.secrets(operation, argument);
      case "fetch" -> fetch.perform(argument, this::masked);
      default -> throw HostErrors.because("UNIMPLEMENTED", "there is no such operation");
    };
  }

  private JsonNode valueOf(JsonNode argument) throws HostCallException {
    JsonNode answer = site.secrets("secrets.get", argument);
    remember(argument.path("name").asText(), answer.path("value").asText());
    return answer;
  }

  /** Knows the value before it is stored: it is a secret from the moment that code says so. */
  private JsonNode store(String operation, JsonNode argument) throws HostCallException {
    JsonNode secret = argument.path("secret");
    remember(
        secret.path("name").asText(argument.path("id").asText()), secret.path("value").asText());
    return site.secrets(operation, argument);
  }

  private void remember(String name, String value) throws HostCallException {
    try {
      values.add(name, value);
    } catch (TooManySecrets e) {
      throw HostErrors.because(ErrorCode.RESOURCE_EXHAUSTED, "one call uses too many secrets");
    }
    if (closed) {
      values.forget();
    }
  }

  private JsonNode list(JsonNode argument) throws HostCallException {
    if (anonymousBrowser) {
      throw HostErrors.because(
          ErrorCode.PERMISSION_DENIED,
          "listSecretInfo() is refused here, because a visitor who is not logged in called this"
              + " function from a browser; give the function Permissions.Admin, or keep"
              + " listSecretInfo() in a .js file that no browser reaches");
    }
    return site.secrets("secrets.list", argument);
  }

  @Override
  public void say(ConsoleLine line) {
    console.accept(
        new ConsoleLine(line.level(), masked(line.text()), masked(line.file()), line.line()));
  }

  /**
   * Returns the name of a secret that this call was given (or stored) and whose value stands in the
   * text: as it is, or in base64, base64url, hexadecimal, URL encoding, the escapes of a JSON
   * string or a list of numbers, in whatever letter case, whole or inside a longer text, up to two
   * of those last three over each other. Values of fewer than 8 characters count only where a JSON
   * string is exactly that value.
   *
   * @param answer any JSON that is to go to a browser; names of properties count too
   */
  public Optional<String> secretIn(JsonNode answer) {
    return values.nameIn(answer);
  }

  /** Returns the same for plain text, such as the body that an HTTP function answers with. */
  public Optional<String> secretIn(String text) {
    return values.nameIn(text);
  }

  /**
   * Returns the text with {@code ‹secret NAME›} in place of each value that this call was given.
   */
  public String masked(String text) {
    return values.masked(text);
  }

  /** Returns the same for all strings in JSON, names of properties included. */
  public JsonNode masked(JsonNode json) {
    return values.masked(json);
  }

  /** Forgets the values. */
  @Override
  public void close() {
    closed = true;
    values.forget();
  }
}
