package dev.coffer.velo.host;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.velo.sandbox.HostCallException;
import dev.coffer.wire.ErrorCode;
import java.util.Optional;

/** Creates the errors that are raised here, in the form of the server's. */
final class HostErrors {
  private HostErrors() {}

  /** With {@code details.applicationError}. */
  static HostCallException because(ErrorCode code, String message) {
    return because(code.name(), message);
  }

  /** The same with a code that the server has not. */
  static HostCallException because(String code, String message) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    details
        .putObject("applicationError")
        .put("code", code)
        .put("description", message)
        .putObject("data");
    return new HostCallException(message, code, Optional.of(details));
  }

  /** With {@code details.validationError}, for one argument. */
  static HostCallException invalid(String field, String rule, String description) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    details
        .putObject("validationError")
        .putArray("fieldViolations")
        .addObject()
        .put("field", field)
        .put("description", description)
        .put("violatedRule", rule);
    return new HostCallException(
        field + " " + description, ErrorCode.INVALID_ARGUMENT.name(), Optional.of(details));
  }
}
