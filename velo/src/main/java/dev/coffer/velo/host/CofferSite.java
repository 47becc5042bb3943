package dev.coffer.velo.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.client.CofferClient;
import dev.coffer.client.CofferKey;
import dev.coffer.client.JsonCalls;
import dev.coffer.client.MemberIdentity;
import dev.coffer.client.MemberLogIn;
import dev.coffer.client.SecretText;
import dev.coffer.client.errors.CallInterruptedException;
import dev.coffer.client.errors.CofferException;
import dev.coffer.client.errors.UnavailableException;
import dev.coffer.client.errors.UnexpectedAnswerException;
import dev.coffer.velo.sandbox.HostCallException;
import dev.coffer.wire.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A site of a Coffer server: its secrets and its Members Area, asked with one key. Threads may
 * share it.
 *
 * <p>A call waits 5 s for a connection and 10 s for an answer, and takes answers of at most 16 MiB.
 */
public final class CofferSite {
  private static final Logger LOG = LoggerFactory.getLogger(CofferSite.class);
  private static final Duration TO_CONNECT = Duration.ofSeconds(5);
  private static final Duration TO_ANSWER = Duration.ofSeconds(10);
  private static final int LARGEST_ANSWER = 16 << 20;
  private static final JsonMapper JSON = new JsonMapper();

  private final Optional<String> siteId;
  private final CofferClient client;

  /**
   * A member who has shown their password.
   *
   * @param id never changes
   * @param email as the Members Area has it
   * @param role {@code owner}, {@code admin}, {@code website-manager} or {@code member}
   */
  public record Member(String id, String email, String role) {}

  /**
   * A log-in that succeeded.
   *
   * @param member who it is
   * @param device for the browser to keep and show at its next log-in; empty if the server has none
   */
  public record LogIn(Member member, Optional<String> device) {
    /** Does not show the device. */
    @Override
    public String toString() {
      return "LogIn[" + member + "]";
    }
  }

  /**
   * A site that is not asked anything yet.
   *
   * @param server such as {@code http://127.0.0.1:8080}
   * @param key a velo key or another API key of the site, or the operator's
   * @param siteId needed with the operator's key on a server of several sites, and to log in
   */
  public CofferSite(URI server, String key, Optional<String> siteId, SSLContext trust) {
    this(CofferClient.builder(server, CofferKey.of(key)).sslContext(trust), siteId);
  }

  /**
   * A site that is not asked anything yet.
   *
   * @param builder knows the server, and the key: an API key of the site, or the operator's
   * @param siteId needed with the operator's key on a server of several sites, and to log in
   */
  public CofferSite(CofferClient.Builder builder, Optional<String> siteId) {
    this.siteId = siteId;
    builder.connectTimeout(TO_CONNECT).answerTimeout(TO_ANSWER).largestAnswer(LARGEST_ANSWER);
    siteId.ifPresent(builder::siteId);
    this.client = builder.build();
  }

  /**
   * Calls one operation of the Secrets API.
   *
   * @param operation {@code secrets.get} and its like, with the arguments and results of {@link
   *     dev.coffer.velo.sandbox.Host}
   * @throws HostCallException with the server's message, code and details; {@code UNAVAILABLE} if
   *     there is no answer of a Coffer server
   */
  public JsonNode secrets(String operation, JsonNode argument) throws HostCallException {
    return switch (operation) {
      case "secrets.create" -> create(argument);
      case "secrets.get" -> value(text(argument, "name"));
      case "secrets.list" -> read(JsonCalls::listSecrets);
      case "secrets.update" -> update(text(argument, "id"), argument);
      case "secrets.delete" -> delete(text(argument, "id"));
      default -> throw HostErrors.because("UNIMPLEMENTED", "there is no such call");
    };
  }

  private JsonNode create(JsonNode argument) throws HostCallException {
    byte[] body = sent(withSecret(JSON.createObjectNode(), argument));
    return change(api -> api.createSecret(body));
  }

  private JsonNode value(String name) throws HostCallException {
    return read(api -> api.readSecret(name));
  }

  private JsonNode update(String id, JsonNode argument) throws HostCallException {
    byte[] body = sent(withSecret(JSON.createObjectNode().put("id", id), argument));
    return change(api -> api.updateSecret(id, body));
  }

  private JsonNode delete(String id) throws HostCallException {
    return change(api -> api.deleteSecret(id));
  }

  private static ObjectNode withSecret(ObjectNode body, JsonNode argument) {
    if (argument.has("secret")) {
      body.set("secret", argument.get("secret"));
    }
    return body;
  }

  /**
   * Asks the server whether this is a member's password. Needs a velo key, or the operator's.
   *
   * @param address the visitor's, which failures are counted by
   * @param device what the last log-in with the visitor's browser gave it to keep, if anything
   * @throws HostCallException {@code UNAUTHENTICATED} when it is not; {@code RESOURCE_EXHAUSTED}
   *     after too many failures; {@code PERMISSION_DENIED} when the key may not ask
   */
  public LogIn logIn(String email, String password, String address, Optional<String> device)
      throws HostCallException {
    String site =
        siteId.orElseThrow(() ->
            HostErrors.because(
                ErrorCode.FAILED_PRECONDITION, "it is not known which site this is"));
    try (SecretText secret = SecretText.of(password)) {
      MemberLogIn proven =
          answered(true, () -> client.administration().logIn(site, email, secret, address, device));
      return new LogIn(member(proven.member()), proven.device());
    } catch (IllegalArgumentException e) {
      throw HostErrors.invalid("member", "FORMAT", "cannot be written as JSON");
    }
  }

  /**
   * Asks the server what a member is at this moment. Needs a velo key, or the operator's.
   *
   * @param id of a member who has logged in
   * @return empty if they are no member any more
   * @throws HostCallException if the server does not say
   */
  public Optional<Member> member(String id) throws HostCallException {
    return answered(false, () -> client.administration().findMember(siteId.orElse(""), id))
        .map(CofferSite::member);
  }

  /**
   * Lets the key be good for 24 hours from now, if it is a velo key.
   *
   * @throws HostCallException {@code UNAUTHENTICATED} if it was revoked or has expired
   */
  void extendKey() throws HostCallException {
    answered(true, client::extendOwnKey);
  }

  /**
   * Revokes the key, if it is a velo key.
   *
   * @throws HostCallException if the server does not do it
   */
  void revokeKey() throws HostCallException {
    answered(
        true,
        () -> {
          client.revokeOwnKey();
          return true;
        });
  }

  private static Member member(MemberIdentity member) {
    return new Member(
        member.id(), member.email(), member.role().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  /** Returns an argument that goes into the path, where only text can stand. */
  private static String text(JsonNode argument, String field) throws HostCallException {
    JsonNode given = argument.path(field);
    if (given.isMissingNode() || given.isNull()) {
      throw HostErrors.invalid(field, "REQUIRED_FIELD", "must be given");
    }
    if (!given.isTextual()) {
      throw HostErrors.invalid(field, "TYPE", "must be a string");
    }
    return given.textValue();
  }

  private static byte[] sent(JsonNode body) throws HostCallException {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JacksonException e) {
      throw HostErrors.invalid("secret", "FORMAT", "cannot be written as JSON");
    }
  }

  private JsonNode read(Function<JsonCalls, byte[]> call) throws HostCallException {
    return parsed(answered(false, () -> call.apply(client.json())));
  }

  private JsonNode change(Function<JsonCalls, byte[]> call) throws HostCallException {
    return parsed(answered(true, () -> call.apply(client.json())));
  }

  private <T> T answered(boolean isChange, Supplier<T> call) throws HostCallException {
    try {
      return call.get();
    } catch (CofferException e) {
      throw error(e, isChange ? "; a change may have been made, or not" : "");
    }
  }

  private static JsonNode parsed(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new IllegalStateException("the client has read the answer already");
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  /**
   * @param outcome what is to be said when there was no answer
   */
  private HostCallException error(CofferException failure, String outcome) {
    if (failure.details().isPresent()) {
      JsonNode details = parsed(failure.details().get().getBytes(UTF_8));
      return new HostCallException(failure.getMessage(), failure.code(), Optional.of(details));
    }
    return switch (failure) {
      case CallInterruptedException interrupted ->
          HostErrors.because(interrupted.code(), "the call was ended");
      case UnexpectedAnswerException unexpected when unexpected.status() != 0 -> {
        LOG.warn(
            "What answers at {} is not a Coffer server (status {})",
            client.server(),
            unexpected.status());
        yield unavailable("");
      }
      case UnavailableException unavailable -> {
        LOG.warn(
            "The Coffer server at {} gave no answer ({})", client.server(), unavailable.reason());
        yield unavailable(outcome);
      }
      default -> {
        LOG.warn(
            "The Coffer server at {} gave no answer ({})", client.server(), failure.getMessage());
        yield unavailable(outcome);
      }
    };
  }

  private static HostCallException unavailable(String outcome) {
    return HostErrors.because(
        ErrorCode.UNAVAILABLE, "the Secrets Manager cannot be reached" + outcome);
  }
}
