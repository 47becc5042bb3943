package dev.coffer.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.client.CofferClient;
import dev.coffer.client.JsonCalls;
import dev.coffer.client.errors.CofferException;
import dev.coffer.client.errors.NotFoundException;
import dev.coffer.client.errors.PermissionDeniedException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Calls to one server with one key, and for the operator key on one site.
 *
 * <p>Every call gives the JSON body of a success, and throws {@link CommandFailure} for everything
 * else: no server, no answer in a minute, an answer that is not Coffer's, or a refusal.
 */
final class Connection implements AutoCloseable {
  private static final Duration TO_CONNECT = Duration.ofSeconds(10);
  private static final Duration TO_ANSWER = Duration.ofSeconds(60);

  /** As long as a list of a million secrets. */
  private static final int LARGEST_ANSWER = 512 << 20;

  private static final JsonMapper JSON = new JsonMapper();

  private final CofferClient client;
  private final Endpoint endpoint;

  private Connection(CofferClient client, Endpoint endpoint) {
    this.client = client;
    this.endpoint = endpoint;
  }

  /** Returns a connection to a server, which is not asked anything yet. */
  static Connection to(Endpoint endpoint) {
    CofferClient client =
        endpoint
            .client()
            .connectTimeout(TO_CONNECT)
            .answerTimeout(TO_ANSWER)
            .largestAnswer(LARGEST_ANSWER)
            .build();
    return new Connection(client, endpoint);
  }

  /** Returns the same connection, for the operator key's calls on one site. */
  Connection onSite(String id) {
    return new Connection(client.onSite(id), endpoint);
  }

  /** Returns whether it shows the operator key, which belongs to no site. */
  boolean asOperator() {
    return endpoint.key().isOperatorKey();
  }

  /** Returns where the key came from, for messages. */
  String keyOrigin() {
    return endpoint.key().origin();
  }

  /** Returns an empty JSON object to fill and send. */
  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** Returns a body as it is sent. */
  static byte[] sent(JsonNode body) {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of text cannot be written as JSON");
    }
  }

  /**
   * Makes a call.
   *
   * @return the server's answer
   */
  JsonNode call(Function<JsonCalls, byte[]> call) {
    try {
      return JSON.readTree(call.apply(client.json()));
    } catch (CofferException e) {
      throw ErrorMessages.of(endpoint, e);
    } catch (IOException e) {
      throw new IllegalStateException("the client has read the answer already");
    }
  }

  /**
   * Asks whether the server knows the key, which may lack the permission to do anything with it.
   *
   * @throws CommandFailure if not
   */
  void requireKnownKey() {
    try {
      client.requireKnownKey();
    } catch (CofferException e) {
      throw ErrorMessages.of(endpoint, e);
    }
  }

  /**
   * Returns the site of the key, which is then good for a day, if it is a velo key; empty for any
   * other API key.
   */
  Optional<String> siteOfVeloKey() {
    try {
      return Optional.of(client.extendOwnKey().siteId());
    } catch (PermissionDeniedException | NotFoundException e) {
      return Optional.empty();
    } catch (CofferException e) {
      throw ErrorMessages.of(endpoint, e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
