package dev.coffer.velo.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A host that has one secret and one address, and keeps what it was asked and told. */
final class TestHost implements Host {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRETS =
      """
      {"secrets": [{"id": "id-1", "name": "key", "description": "a key",
        "createdDate": "2020-05-26T06:16:46.000Z", "updatedDate": "2020-05-28T12:21:10.000Z"}]}
      """;

  final List<JsonNode> asked = new CopyOnWriteArrayList<>();
  final List<ConsoleLine> said = new CopyOnWriteArrayList<>();

  @Override
  public JsonNode perform(String operation, JsonNode argument) throws HostCallException {
    asked.add(JSON.createObjectNode().put("operation", operation).set("argument", argument));
    return switch (operation) {
      case "secrets.get" -> {
        if (!argument.path("name").asText().equals("key")) {
          throw new HostCallException(
              "No secret has this name",
              "NOT_FOUND",
              Optional.of(json("{\"applicationError\": {\"code\": \"NOT_FOUND\"}}")));
        }
        yield json("{\"value\": \"the-value\"}");
      }
      case "secrets.list" -> json(SECRETS);
      case "secrets.create" -> json("{\"id\": \"id-2\"}");
      case "secrets.update", "secrets.delete" -> json("{}");
      case "fetch" ->
          json(
              """
              {"url": "https://example.com/final", "status": %d, "statusText": "Fine",
               "headers": {"Content-Type": "application/json", "X-Two": "a, b"},
               "redirected": true, "body": "eyJncm9ldGUiOiAiw6QifQ=="}
              """
                  .formatted(argument.path("url").asText().endsWith("/missing") ? 404 : 200));
      default ->
          throw new HostCallException("No such operation", "INVALID_ARGUMENT", Optional.empty());
    };
  }

  @Override
  public void say(ConsoleLine line) {
    said.add(line);
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
