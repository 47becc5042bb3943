package dev.coffer.velo.host;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.velo.sandbox.HostRefusal;
import java.util.Optional;

/** The refusals that are made here, in the form of those that the server makes. */
final class Refused {
  private Refused() {}

  /** With {@code details.applicationError}. */
  static HostRefusal because(String code, String message) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    details
        .putObject("applicationError")
        .put("code", code)
        .put("description", message)
        .putObject("data");
    return new HostRefusal(message, code, Optional.of(details));
  }

  /** With {@code details.validationError}, for one argument. */
  static HostRefusal invalid(String field, String rule, String description) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    details
        .putObject("validationError")
        .putArray("fieldViolations")
        .addObject()
        .put("field", field)
        .put("description", description)
        .put("violatedRule", rule);
    return new HostRefusal(field + " " + description, "INVALID_ARGUMENT", Optional.of(details));
  }
}
