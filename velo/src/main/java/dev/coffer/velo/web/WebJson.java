package dev.coffer.velo.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON as browsers send and get it. */
final class WebJson {
  /** Names no input in its messages. */
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private WebJson() {}

  static byte[] bytes(JsonNode json) {
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("JSON cannot be written", e);
    }
  }

  /** Returns a string as JavaScript and JSON write it, quotes included. */
  static String quoted(String text) {
    try {
      return MAPPER.writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("JSON cannot be written", e);
    }
  }

  /** Returns an error in Wix's shape for all but bad input. */
  static ObjectNode applicationError(String code, String message) {
    ObjectNode error = MAPPER.createObjectNode().put("message", message);
    ObjectNode applicationError = error.putObject("details").putObject("applicationError");
    applicationError.put("code", code).put("description", message).putObject("data");
    return error;
  }

  /** Returns an error in Wix's shape for bad input. */
  static ObjectNode validationError(String field, String rule, String description) {
    ObjectNode error = MAPPER.createObjectNode().put("message", field + " " + description);
    error
        .putObject("details")
        .putObject("validationError")
        .putArray("fieldViolations")
        .addObject()
        .put("field", field)
        .put("description", description)
        .put("violatedRule", rule);
    return error;
  }
}
