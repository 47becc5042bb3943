package dev.coffer.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coffer.wire.ApiPermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The five permissions of an API key, by their short names here and their long ones in the API. */
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

  /**
   * Returns the short names of what a key may do, in the order of this enum; unknown ones as they
   * are.
   */
  static String shown(JsonNode wireNames) {
    List<String> names = new ArrayList<>();
    for (JsonNode wireName : wireNames) {
      names.add(ofWireName(wireName.asText()).map(KeyPermission::name).orElse(wireName.asText()));
    }
    List<String> order = Stream.of(values()).map(KeyPermission::name).toList();
    names.sort((a, b) -> Integer.compare(order.indexOf(a), order.indexOf(b)));
    return String.join(",", names);
  }

  private static Optional<KeyPermission> ofWireName(String wireName) {
    return Stream.of(values()).filter(it -> it.wireName().equals(wireName)).findFirst();
  }
}
