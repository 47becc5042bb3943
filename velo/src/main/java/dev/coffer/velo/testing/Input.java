package dev.coffer.velo.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Parameters that a function ran with. If values of secrets are among them, they are shown with
 * masks in their places; whoever sends the masks back means the values.
 *
 * @param json as it was typed
 * @param shown with masks; the same if nothing in it is a secret
 * @param text what the field shows
 */
record Input(JsonNode json, JsonNode shown, String text) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Pattern MASK = Pattern.compile("‹secret [^›]*›");

  /**
   * Returns what a function ran with.
   *
   * @param typed the text that was sent
   * @param mask what the call knows to be secret
   * @param before what it ran with last; what was shown with a mask then stays behind it
   */
  static Input of(JsonNode json, String typed, Mask mask, Optional<Input> before) {
    JsonNode masked = mask.of(json);
    JsonNode shown = before.map(b -> veiled(masked, json, b.json, b.shown)).orElse(masked);
    return new Input(json, shown, shown.equals(json) ? typed : JsonText.pretty(shown));
  }

  private static JsonNode veiled(
      JsonNode masked, JsonNode json, JsonNode jsonBefore, JsonNode shownBefore) {
    if (masked.equals(json) && json.equals(jsonBefore)) {
      return shownBefore;
    }
    if (masked.size() != json.size() || jsonBefore.size() != shownBefore.size()) {
      return masked; // One mask stands for many numbers.
    }
    if (masked instanceof ObjectNode object && json instanceof ObjectNode) {
      ObjectNode result = JSON.objectNode();
      for (var entry : object.properties()) {
        String name = entry.getKey();
        result.set(
            name,
            veiled(
                entry.getValue(), json.path(name), jsonBefore.path(name), shownBefore.path(name)));
      }
      return result;
    }
    if (masked instanceof ArrayNode array && json instanceof ArrayNode) {
      ArrayNode result = JSON.arrayNode();
      for (int i = 0; i < array.size(); i++) {
        result.add(veiled(array.get(i), json.path(i), jsonBefore.path(i), shownBefore.path(i)));
      }
      return result;
    }
    return masked;
  }

  /**
   * Returns what is meant by parameters that were sent: masks stand for the values that they were
   * put in place of.
   *
   * @param before what the function ran with last
   * @return empty if a mask stands where none was put
   */
  static Optional<JsonNode> meant(JsonNode sent, Optional<Input> before) {
    JsonNode meant = before.map(b -> restored(sent, b.shown, b.json)).orElse(sent);
    return MASK.matcher(meant.toString()).find() ? Optional.empty() : Optional.of(meant);
  }

  private static JsonNode restored(JsonNode sent, JsonNode masked, JsonNode original) {
    if (sent.equals(masked)) {
      return original;
    }
    if (masked.size() != original.size()) {
      return sent; // One mask stands for many numbers, and for them all or none.
    }
    if (sent instanceof ObjectNode object) {
      ObjectNode result = JSON.objectNode();
      for (var entry : object.properties()) {
        String name = entry.getKey();
        result.set(name, restored(entry.getValue(), masked.path(name), original.path(name)));
      }
      return result;
    }
    if (sent instanceof ArrayNode array) {
      ArrayNode result = JSON.arrayNode();
      for (int i = 0; i < array.size(); i++) {
        result.add(restored(array.get(i), masked.path(i), original.path(i)));
      }
      return result;
    }
    return sent;
  }

  /** Does not show what was typed. */
  @Override
  public String toString() {
    return "Input";
  }
}
