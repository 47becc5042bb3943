package dev.coffer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.wire.ApiPermission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The five permissions of an API key, by their short names here and their long ones in the API.
 * What a velo key may do besides is shown as {@code for-velo}.
 */
enum KeyPermission {
  read(ApiPermission.SECRET_READ),
  list(ApiPermission.SECRET_METADATA_READ),
  create(ApiPermission.SECRET_CREATE),
  update(ApiPermission.SECRET_UPDATE),
  delete(ApiPermission.SECRET_DELETE);

  private final ApiPermission wire;

  KeyPermission(ApiPermission wire) {
    this.wire = wire;
  }

  String wireName() {
    return wire.wireName();
  }

  /** Adds what these allow to a new key, in the API's names. */
  static void addTo(ObjectNode apiKey, Collection<KeyPermission> allowed) {
    ArrayNode permissions = apiKey.putArray("permissions");
    allowed.stream().sorted().map(KeyPermission::wireName).forEach(permissions::add);
  }

  /**
   * Returns the short names of what a key may do, in the order of this enum; unknown ones as they
   * are.
   */
  static String shown(JsonNode apiKey) {
    List<String> names = new ArrayList<>();
    for (JsonNode wireName : apiKey.path("permissions")) {
      names.add(ofWireName(wireName.asText()).map(KeyPermission::name).orElse(wireName.asText()));
    }
    List<String> order = Stream.of(values()).map(KeyPermission::name).toList();
    names.sort((a, b) -> Integer.compare(order.indexOf(a), order.indexOf(b)));
    if (apiKey.path("forVelo").asBoolean()) {
      names.add("for-velo");
    }
    return String.join(",", names);
  }

  private static Optional<KeyPermission> ofWireName(String wireName) {
    return Stream.of(values()).filter(it -> it.wireName().equals(wireName)).findFirst();
  }
}
