package dev.coffer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;

/**
 * Requests to one server with one key, and for the operator key on one site.
 *
 * <p>Every call gives the JSON body of a success, and throws {@link CommandFailure} for everything
 * else: no server, no answer in a minute, an answer that is not Coffer's, or a refusal.
 */
final class Connection implements AutoCloseable {
  private static final Duration TO_CONNECT = Duration.ofSeconds(10);
  private static final Duration TO_ANSWER = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();

  /** No secret has this name, so that no value is sent. */
  private static final String NO_SECRET = "/api/v1/secrets/name/wix?name=wix";

  private final HttpClient http;
  private final URI server;
  private final Key key;
  private final Optional<String> siteId;

  private Connection(HttpClient http, URI server, Key key, Optional<String> siteId) {
    this.http = http;
    this.server = server;
    this.key = key;
    this.siteId = siteId;
  }

  /** Returns a connection to a server, which is not asked anything yet. */
  static Connection to(Endpoint endpoint) {
    HttpClient http =
        HttpClient.newBuilder()
            .version(endpoint.isSecure() ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(TO_CONNECT)
            .sslContext(endpoint.trust())
            .build();
    return new Connection(http, endpoint.server(), endpoint.key(), Optional.empty());
  }

  /** Returns the same connection, for the operator key's calls on one site. */
  Connection onSite(String id) {
    return new Connection(http, server, key, Optional.of(id));
  }

  /** Returns whether it shows the operator key, which belongs to no site. */
  boolean asOperator() {
    return key.isOperatorKey();
  }

  /** Returns where the key came from, for messages. */
  String keyOrigin() {
    return key.origin();
  }

  /** Returns an empty JSON object to fill and send. */
  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** Text as one part of a path. */
  static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20").replace(".", "%2E");
  }

  /**
   * @param field what the answer must have, or it is not Coffer's
   */
  JsonNode get(String path, String field) {
    return send("GET", path, BodyPublishers.noBody(), answer -> answer.has(field));
  }

  /**
   * @param field what the answer must have, or it is not Coffer's
   */
  JsonNode post(String path, JsonNode body, String field) {
    return send("POST", path, json(body), answer -> answer.has(field));
  }

  void patch(String path, JsonNode body) {
    send("PATCH", path, json(body), answer -> true);
  }

  void delete(String path) {
    send("DELETE", path, BodyPublishers.noBody(), answer -> true);
  }

  /**
   * Asks whether the server knows the key, which may lack the permission to do anything with it.
   *
   * @throws CommandFailure if not
   */
  void requireKnownKey() {
    HttpResponse<byte[]> answer = exchange(request(NO_SECRET).build());
    Optional<JsonNode> content = parsed(answer.body());
    boolean isCoffers = content.filter(it -> it.path("details").isObject()).isPresent();
    if (!isCoffers || !Set.of(403, 404).contains(answer.statusCode())) {
      throw ErrorMessages.of(server, key, answer.statusCode(), answer.headers(), content);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private static BodyPublisher json(JsonNode body) {
    try {
      return BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of text cannot be written as JSON");
    }
  }

  private JsonNode send(
      String method, String path, BodyPublisher body, Predicate<JsonNode> isComplete) {
    HttpRequest.Builder request = request(path).method(method, body);
    if (body.contentLength() != 0) {
      request.header("Content-Type", "application/json");
    }
    HttpResponse<byte[]> answer = exchange(request.build());
    Optional<JsonNode> content = parsed(answer.body());
    if (answer.statusCode() == 200 && content.filter(isComplete).isPresent()) {
      return content.get();
    }
    throw ErrorMessages.of(server, key, answer.statusCode(), answer.headers(), content);
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path))
            .timeout(TO_ANSWER)
            .header("Authorization", key.text());
    siteId.ifPresent(id -> request.header("wix-site-id", id));
    return request;
  }

  private HttpResponse<byte[]> exchange(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofByteArray());
    } catch (HttpTimeoutException e) {
      throw new CommandFailure(
          ExitCode.NO_SERVER, server + " did not answer in time" + unknownOutcome(request));
    } catch (ConnectException e) {
      throw new CommandFailure(ExitCode.NO_SERVER, "no server can be reached at " + server);
    } catch (SSLException e) {
      throw new CommandFailure(ExitCode.NO_SERVER, Trust.failure(server, e));
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.NO_SERVER, "the connection to " + server + " broke" + unknownOutcome(request));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.FAILED, "interrupted" + unknownOutcome(request));
    }
  }

  private static String unknownOutcome(HttpRequest request) {
    return request.method().equals("GET") ? "" : "; the change may have been made, or not";
  }

  private static Optional<JsonNode> parsed(byte[] body) {
    try {
      return Optional.of(JSON.readTree(body)).filter(JsonNode::isObject);
    } catch (JacksonException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException("an array of bytes cannot be read");
    }
  }
}
