package dev.coffer.server.browser;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.server.testing.TestServer;
import dev.coffer.server.testing.TestServer.Reply;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A site of its own, with an owner who can log in.
 *
 * @param server where it is
 * @param id the site's id
 * @param name the site's name
 * @param owner the owner's email
 */
record OwnedSite(TestServer server, String id, String name, String owner) {
  static final String PASSWORD = "orchid lantern 72 meadow";

  private static final JsonMapper JSON = new JsonMapper();
  private static final AtomicInteger COUNT = new AtomicInteger();

  static OwnedSite on(TestServer server) {
    int number = COUNT.incrementAndGet();
    return on(server, "shop-" + number, "owner-" + number + "@example.com");
  }

  static OwnedSite on(TestServer server, String name, String owner) {
    String id =
        succeeded(server.call("POST", "/admin/v1/sites", object("site", "name", name)))
            .json()
            .at("/site/id")
            .asText();
    succeeded(
        server.call(
            "POST",
            "/admin/v1/sites/" + id + "/members-area",
            object("owner", "email", owner, "password", PASSWORD)));
    return new OwnedSite(server, id, name, owner);
  }

  /** Returns the path of a page of this site, such as {@code secrets}. */
  String path(String page) {
    return "/dashboard/sites/" + id + "/" + page;
  }

  /** Adds a secret through the API and returns the path of its page. */
  String secret(String name, String value, String description) {
    Reply reply =
        call(
            "POST",
            "/api/v1/secrets",
            object("secret", "name", name, "value", value, "description", description));
    return path("secrets/" + reply.json().path("id").asText());
  }

  /** Tells through the API what a secret's value is. */
  String value(String name) {
    return call("GET", "/api/v1/secrets/name/" + name).json().path("value").asText();
  }

  /** Tells through the API whether there is such a secret. */
  boolean has(String name) {
    for (var secret : call("GET", "/api/v1/secrets").json().path("secrets")) {
      if (secret.path("name").asText().equals(name)) {
        return true;
      }
    }
    return false;
  }

  private Reply call(String method, String path) {
    return call(method, path, Optional.empty());
  }

  private Reply call(String method, String path, String body) {
    return call(method, path, Optional.of(body));
  }

  private Reply call(String method, String path, Optional<String> body) {
    return succeeded(
        server.call(server.operatorKey(), method, path, body, Map.of("wix-site-id", id)));
  }

  private static String object(String name, String... fields) {
    ObjectNode object = JSON.createObjectNode();
    for (int i = 0; i < fields.length; i += 2) {
      object.put(fields[i], fields[i + 1]);
    }
    return JSON.createObjectNode().set(name, object).toString();
  }

  private static Reply succeeded(Reply reply) {
    if (reply.status() != 200) {
      throw new AssertionError(
          "the server answered " + reply.status() + ": " + reply.http().body());
    }
    return reply;
  }
}
