package dev.coffer.velo.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** One call of a function that a file of backend code exports. */
public sealed interface Call {
  /** Returns the path of the file, such as {@code backend/email.web.js}. */
  String file();

  /** Returns the name that it exports the function by. */
  String function();

  /**
   * A call with arguments as JSON.
   *
   * @param arguments in order
   */
  record Function(String file, String function, List<JsonNode> arguments) implements Call {}

  /**
   * A call of a function of {@code backend/http-functions.js}, such as {@code get_hello}, with a
   * {@code WixHttpFunctionRequest}. Its value is {@code {"status", "headers", "body"}}, the body
   * being a string, or {@code {"status", "headers", "bytes"}}, the bytes being in base64.
   *
   * @param request {@code {"method", "url", "baseUrl", "path": [], "query": {}, "headers": {},
   *     "ip", "body"}}, the body being a string; or {@code "bytes"} in base64 in its place
   */
  record Http(String file, String function, JsonNode request) implements Call {}
}
