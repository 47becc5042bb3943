package dev.coffer.velo.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.velo.sandbox.HostCallException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
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
  private static final int LARGEST_ANSWER = 16 << 20;
  private static final String SECRETS = "/api/v1/secrets";
  private static final JsonMapper JSON = new JsonMapper();

  private final URI server;
  private final String key;
  private final Optional<String> siteId;
  private final CloseableHttpClient http;

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
    this.http = HttpClientFactory.client(trust, TO_CONNECT, TO_ANSWER);
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
      case "secrets.create" -> send("POST", SECRETS, withSecret(object(), argument), "id");
      case "secrets.get" -> value(text(argument, "name"));
      case "secrets.list" -> send("GET", SECRETS, "secrets");
      case "secrets.update" -> update(text(argument, "id"), argument);
      case "secrets.delete" -> send("DELETE", path(text(argument, "id")), "");
      default -> throw HostErrors.because("UNIMPLEMENTED", "there is no such call");
    };
  }

  private JsonNode value(String name) throws HostCallException {
    String encoded = encoded(name);
    return send("GET", SECRETS + "/name/" + segment(encoded) + "?name=" + encoded, "value");
  }

  private JsonNode update(String id, JsonNode argument) throws HostCallException {
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
   * @throws HostCallException {@code UNAUTHENTICATED} when it is not; {@code RESOURCE_EXHAUSTED}
   *     after too many failures; {@code PERMISSION_DENIED} when the key may not ask
   */
  public Member logIn(String email, String password, String address) throws HostCallException {
    String site =
        siteId.orElseThrow(
            () -> HostErrors.because("FAILED_PRECONDITION", "it is not known which site this is"));
    ObjectNode body = object();
    body.putObject("member").put("email", email).put("password", password).put("address", address);
    return member(send("POST", "/admin/v1/sites/" + encoded(site) + "/log-in", body, "member"));
  }

  /**
   * Asks the server what a member is at this moment. Needs the operator's key.
   *
   * @param id of a member who has logged in
   * @return empty if they are no member any more
   * @throws HostCallException if the server does not say
   */
  public Optional<Member> member(String id) throws HostCallException {
    String path = "/admin/v1/sites/" + encoded(siteId.orElse("")) + "/members/" + encoded(id);
    try {
      return Optional.of(member(send("GET", path, "member")));
    } catch (HostCallException e) {
      if (e.code().equals("NOT_FOUND")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Member member(JsonNode answer) {
    JsonNode member = answer.path("member");
    return new Member(
        member.path("id").asText(),
        member.path("email").asText(),
        member.path("role").asText().toLowerCase(Locale.ROOT).replace('_', '-'));
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

  private JsonNode send(String method, String path, String field) throws HostCallException {
    return send(new BasicClassicHttpRequest(method, host(), server.getRawPath() + path), field);
  }

  private JsonNode send(String method, String path, JsonNode body, String field)
      throws HostCallException {
    BasicClassicHttpRequest request =
        new BasicClassicHttpRequest(method, host(), server.getRawPath() + path);
    try {
      request.setEntity(
          new ByteArrayEntity(JSON.writeValueAsBytes(body), ContentType.APPLICATION_JSON));
    } catch (JacksonException e) {
      throw HostErrors.invalid("secret", "FORMAT", "cannot be written as JSON");
    }
    return send(request, field);
  }

  private HttpHost host() {
    String name = server.getHost().replaceAll("[\\[\\]]", "");
    return new HttpHost(server.getScheme(), name, server.getPort());
  }

  /**
   * @param field what a success has, or it is not Coffer's; empty for none
   */
  private JsonNode send(ClassicHttpRequest request, String field) throws HostCallException {
    request.setHeader("Authorization", key);
    siteId.ifPresent(id -> request.setHeader("wix-site-id", id));
    try (ClassicHttpResponse response =
        http.executeOpen(host(), request, HttpClientContext.create())) {
      JsonNode answer = parsed(body(response));
      if (response.getCode() == 200 && (field.isEmpty() || answer.has(field))) {
        return answer;
      }
      throw error(response.getCode(), answer);
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw HostErrors.because("CANCELLED", "the call was ended");
      }
      LOG.warn("The Coffer server at {} gave no answer ({})", server, e.getClass().getSimpleName());
      throw unavailable(
          request.getMethod().equals("GET") ? "" : "; a change may have been made, or not");
    }
  }

  private static byte[] body(ClassicHttpResponse response) throws IOException {
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      return new byte[0];
    }
    try (InputStream in = entity.getContent()) {
      byte[] body = in.readNBytes(LARGEST_ANSWER + 1);
      if (body.length > LARGEST_ANSWER) {
        response.close(); // not to read what is left of it
        throw new IOException("the answer is too large");
      }
      return body;
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

  private HostCallException error(int status, JsonNode answer) {
    JsonNode details = answer.path("details");
    if (!details.isObject()) {
      LOG.warn("What answers at {} is not a Coffer server (status {})", server, status);
      return unavailable("");
    }
    String code = details.path("applicationError").path("code").asText("INVALID_ARGUMENT");
    return new HostCallException(answer.path("message").asText(), code, Optional.of(details));
  }

  private static HostCallException unavailable(String outcome) {
    return HostErrors.because("UNAVAILABLE", "the Secrets Manager cannot be reached" + outcome);
  }
}
