package dev.coffer.velo.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.velo.sandbox.HostRefusal;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A site of a Coffer server: its secrets and its Members Area, over HTTP with one key. Threads may
 * share it.
 *
 * <p>A call waits 5 s for a connection and 10 s for an answer, and takes answers of at most 16 MiB.
 */
public final class CofferSite {
  private static final Logger LOG = LoggerFactory.getLogger(CofferSite.class);
  private static final Duration TO_CONNECT = Duration.ofSeconds(5);
  private static final Duration TO_ANSWER = Duration.ofSeconds(10);
  private static final long LARGEST_ANSWER = 16L << 20;
  private static final String SECRETS = "/api/v1/secrets";
  private static final JsonMapper JSON = new JsonMapper();

  private final URI server;
  private final String key;
  private final Optional<String> siteId;
  private final HttpClient http;

  /**
   * A member who has shown their password.
   *
   * @param id never changes
   * @param email as the Members Area has it
   * @param role {@code owner}, {@code admin}, {@code website-manager} or {@code member}
   */
  public record Member(String id, String email, String role) {}

  /**
   * A site that is not asked anything yet.
   *
   * @param server such as {@code http://127.0.0.1:8080}
   * @param key an API key of the site, or the operator's
   * @param siteId needed with the operator's key on a server of several sites, and to log in
   */
  public CofferSite(URI server, String key, Optional<String> siteId, SSLContext trust) {
    this.server = server;
    this.key = key;
    this.siteId = siteId;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(TO_CONNECT)
            .sslContext(trust)
            .build();
  }

  /**
   * Makes one of the five calls.
   *
   * @param operation {@code secrets.get} and its like, with the arguments and results of {@link
   *     dev.coffer.velo.sandbox.Host}
   * @throws HostRefusal with the server's message, code and details; {@code UNAVAILABLE} if there
   *     is no answer of a Coffer server
   */
  public JsonNode secrets(String operation, JsonNode argument) throws HostRefusal {
    return switch (operation) {
      case "secrets.create" -> send("POST", SECRETS, withSecret(object(), argument), "id");
      case "secrets.get" -> value(text(argument, "name"));
      case "secrets.list" -> send("GET", SECRETS, "secrets");
      case "secrets.update" -> update(text(argument, "id"), argument);
      case "secrets.delete" -> send("DELETE", path(text(argument, "id")), "");
      default -> throw Refused.because("UNIMPLEMENTED", "there is no such call");
    };
  }

  private JsonNode value(String name) throws HostRefusal {
    String encoded = encoded(name);
    return send("GET", SECRETS + "/name/" + segment(encoded) + "?name=" + encoded, "value");
  }

  private JsonNode update(String id, JsonNode argument) throws HostRefusal {
    return send("PATCH", path(id), withSecret(object().put("id", id), argument), "");
  }

  private static ObjectNode withSecret(ObjectNode body, JsonNode argument) {
    if (argument.has("secret")) {
      body.set("secret", argument.get("secret"));
    }
    return body;
  }

  /**
   * Asks the server whether this is a member's password. Needs the operator's key.
   *
   * @param address the visitor's, which failures are counted by
   * @throws HostRefusal {@code UNAUTHENTICATED} when it is not; {@code RESOURCE_EXHAUSTED} after
   *     too many failures; {@code PERMISSION_DENIED} when the key may not ask
   */
  public Member logIn(String email, String password, String address) throws HostRefusal {
    String site =
        siteId.orElseThrow(
            () -> Refused.because("FAILED_PRECONDITION", "it is not known which site this is"));
    ObjectNode body = object();
    body.putObject("member").put("email", email).put("password", password).put("address", address);
    JsonNode member =
        send("POST", "/admin/v1/sites/" + encoded(site) + "/log-in", body, "member").get("member");
    return new Member(
        member.path("id").asText(),
        member.path("email").asText(),
        member.path("role").asText().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  /** An argument that goes into the path, where only text can stand. */
  private static String text(JsonNode argument, String field) throws HostRefusal {
    JsonNode given = argument.path(field);
    if (given.isMissingNode() || given.isNull()) {
      throw Refused.invalid(field, "REQUIRED_FIELD", "must be given");
    }
    if (!given.isTextual()) {
      throw Refused.invalid(field, "TYPE", "must be a string");
    }
    return given.textValue();
  }

  private static String path(String id) {
    return SECRETS + "/" + segment(encoded(id));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20").replace(".", "%2E");
  }

  /** A path has no empty parts; a blank is no name and no id either, and the server says so. */
  private static String segment(String encoded) {
    return encoded.isEmpty() ? "%20" : encoded;
  }

  private static ObjectNode object() {
    return JSON.createObjectNode();
  }

  private JsonNode send(String method, String path, String field) throws HostRefusal {
    return send(method, path, BodyPublishers.noBody(), field);
  }

  private JsonNode send(String method, String path, JsonNode body, String field)
      throws HostRefusal {
    try {
      return send(method, path, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)), field);
    } catch (JacksonException e) {
      throw Refused.invalid("secret", "FORMAT", "cannot be written as JSON");
    }
  }

  /**
   * @param field what a success has, or it is not Coffer's; empty for none
   */
  private JsonNode send(String method, String path, BodyPublisher body, String field)
      throws HostRefusal {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path))
            .timeout(TO_ANSWER)
            .header("Authorization", key)
            .method(method, body);
    if (body.contentLength() != 0) {
      request.header("Content-Type", "application/json");
    }
    siteId.ifPresent(id -> request.header("wix-site-id", id));
    HttpResponse<byte[]> response = exchange(request.build());
    JsonNode answer = parsed(response.body());
    if (response.statusCode() == 200 && (field.isEmpty() || answer.has(field))) {
      return answer;
    }
    throw refusal(response.statusCode(), answer);
  }

  private HttpResponse<byte[]> exchange(HttpRequest request) throws HostRefusal {
    try {
      return http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER));
    } catch (IOException e) {
      LOG.warn("The Coffer server at {} gave no answer ({})", server, e.getClass().getSimpleName());
      throw unavailable(
          request.method().equals("GET") ? "" : "; a change may have been made, or not");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refused.because("CANCELLED", "the call was ended");
    }
  }

  private static JsonNode parsed(byte[] body) {
    try {
      JsonNode answer = JSON.readTree(body);
      return answer.isObject() ? answer : JSON.missingNode();
    } catch (IOException e) {
      return JSON.missingNode();
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  private HostRefusal refusal(int status, JsonNode answer) {
    JsonNode details = answer.path("details");
    if (!details.isObject()) {
      LOG.warn("What answers at {} is not a Coffer server (status {})", server, status);
      return unavailable("");
    }
    String code = details.path("applicationError").path("code").asText("INVALID_ARGUMENT");
    return new HostRefusal(answer.path("message").asText(), code, Optional.of(details));
  }

  private static HostRefusal unavailable(String outcome) {
    return Refused.because("UNAVAILABLE", "the Secrets Manager cannot be reached" + outcome);
  }
}
