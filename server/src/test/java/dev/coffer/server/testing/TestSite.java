package dev.coffer.server.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.server.testing.TestServer.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A site of its own on a running server, and the means to call it. */
public final class TestSite {
  /** The path of the Secrets API. */
  public static final String SECRETS = "/api/v1/secrets";

  /** Returns all permissions of the Secrets API, without what they begin with on the wire. */
  public static String[] allPermissions() {
    return new String[] {
      "SECRET_READ", "SECRET_METADATA_READ", "SECRET_CREATE", "SECRET_UPDATE", "SECRET_DELETE"
    };
  }

  private static final JsonMapper JSON = new JsonMapper();
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final TestServer server;
  private final String id;

  private TestSite(TestServer server, String id) {
    this.server = server;
    this.id = id;
  }

  /** Makes a site whose Members Area is not set up. */
  public static TestSite on(TestServer server) {
    Reply reply =
        server.call(
            "POST",
            "/admin/v1/sites",
            "{\"site\":{\"name\":\"test-" + COUNT.incrementAndGet() + "\"}}");
    return new TestSite(server, succeeded(reply).json().at("/site/id").asText());
  }

  /** Returns a site that is there already. */
  public static TestSite of(TestServer server, String id) {
    return new TestSite(server, id);
  }

  public TestSite withMembersArea() {
    succeeded(
        server.call(
            "POST",
            administration() + "/members-area",
            "{\"owner\":{\"email\":\"owner@example.com\",\"password\":\"a long enough password\"}}"));
    return this;
  }

  public String id() {
    return id;
  }

  /** Returns the path of this site's administration. */
  public String administration() {
    return "/admin/v1/sites/" + id;
  }

  /** Calls with the operator key. */
  public Reply call(String method, String path) {
    return call(method, path, Optional.empty());
  }

  /** Calls with the operator key and a body. */
  public Reply call(String method, String path, String body) {
    return call(method, path, Optional.of(body));
  }

  private Reply call(String method, String path, Optional<String> body) {
    return server.call(server.operatorKey(), method, path, body, Map.of("wix-site-id", id));
  }

  /** Calls with any text in the Authorization header, and without wix-site-id. */
  public Reply callAs(String authorization, String method, String path) {
    return server.call(authorization, method, path, Optional.empty(), Map.of());
  }

  /** Calls with any text in the Authorization header and a body, and without wix-site-id. */
  public Reply callAs(String authorization, String method, String path, String body) {
    return server.call(authorization, method, path, Optional.of(body), Map.of());
  }

  /** Tries to create a secret whose fields are strings, given as name, content, name, content. */
  public Reply create(String... fields) {
    return call("POST", SECRETS, "{\"secret\":" + object(fields) + "}");
  }

  /** Tries to change fields, given as name, content, name, content. */
  public Reply update(String id, String... fields) {
    return call("PATCH", SECRETS + "/" + id, "{\"secret\":" + object(fields) + "}");
  }

  public Reply delete(String id) {
    return call("DELETE", SECRETS + "/" + id);
  }

  /** Gets a value by a name that needs no encoding. */
  public Reply value(String name) {
    return call("GET", SECRETS + "/name/" + name);
  }

  public JsonNode list() {
    return succeeded(call("GET", SECRETS)).json().path("secrets");
  }

  /** Returns the one secret of that name in the list. */
  public JsonNode listed(String name) {
    for (JsonNode secret : list()) {
      if (secret.path("name").asText().equals(name)) {
        return secret;
      }
    }
    throw new AssertionError("the list has no secret named " + name);
  }

  /** Deletes all secrets. */
  public void empty() {
    for (JsonNode secret : list()) {
      succeeded(delete(secret.path("id").asText()));
    }
  }

  /** Creates a secret and returns its id. */
  public String created(String name, String value) {
    return succeeded(create("name", name, "value", value)).json().path("id").asText();
  }

  /** Makes an API key with permissions such as SECRET_READ. */
  public String newApiKey(String... permissions) {
    return succeeded(newApiKeyReply("test", permissions)).json().path("key").asText();
  }

  /** Makes a velo key with permissions such as SECRET_READ, which does not end. */
  public String newVeloKey(String... permissions) {
    return succeeded(newVeloKeyReply(Optional.empty(), permissions)).json().path("key").asText();
  }

  /** Tries to make a velo key. */
  public Reply newVeloKeyReply(Optional<Instant> expiry, String... permissions) {
    ObjectNode key = JSON.createObjectNode().put("name", "velo").put("forVelo", true);
    expiry.ifPresent(end -> key.put("expiryDate", end.toString()));
    return newKeyReply(key, permissions);
  }

  /** Tries to make an API key. */
  public Reply newApiKeyReply(String name, String... permissions) {
    return newKeyReply(JSON.createObjectNode().put("name", name), permissions);
  }

  private Reply newKeyReply(ObjectNode key, String... permissions) {
    Stream.of(permissions)
        .map(permission -> "SECRETS_VAULT." + permission)
        .forEach(key.putArray("permissions")::add);
    return server.call(
        "POST",
        administration() + "/api-keys",
        JSON.createObjectNode().set("apiKey", key).toString());
  }

  /** Returns a name as it stands in a path. */
  public static String encoded(String name) {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    return encoded.isEmpty() ? "%20" : encoded;
  }

  public static String object(String... fields) {
    ObjectNode object = JSON.createObjectNode();
    for (int i = 0; i < fields.length; i += 2) {
      object.put(fields[i], fields[i + 1]);
    }
    return object.toString();
  }

  public static Reply succeeded(Reply reply) {
    if (reply.status() != 200) {
      throw new AssertionError(
          "the server answered " + reply.status() + ": " + reply.http().body());
    }
    return reply;
  }
}
