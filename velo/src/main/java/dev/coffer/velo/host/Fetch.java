package dev.coffer.velo.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.egress.EgressClient;
import dev.coffer.egress.EgressException;
import dev.coffer.egress.EgressRequest;
import dev.coffer.egress.EgressResponse;
import dev.coffer.velo.sandbox.HostCallException;
import java.util.Base64;
import java.util.function.UnaryOperator;

/** The {@code fetch} of a site's code. Threads may share it. */
final class Fetch {
  private final EgressClient egress;

  Fetch(EgressClient egress) {
    this.egress = egress;
  }

  /**
   * Does what {@link dev.coffer.velo.sandbox.Host} says of {@code fetch}.
   *
   * @param mask masks what must not stand in a refusal: a host may hold a value of a secret, in
   *     lower case or Punycode, and refusals name hosts
   * @throws HostCallException {@code INVALID_ARGUMENT}, {@code PERMISSION_DENIED} for a host that
   *     code may not fetch from, {@code RESOURCE_EXHAUSTED} over a limit, {@code
   *     DEADLINE_EXCEEDED}, or {@code UNAVAILABLE}
   */
  JsonNode perform(JsonNode argument, UnaryOperator<String> mask) throws HostCallException {
    EgressRequest request = FetchArguments.request(argument, egress.limits().body());
    try {
      return json(egress.send(request));
    } catch (EgressException e) {
      throw HostErrors.because(e.reason().name(), mask.apply(message(e)));
    }
  }

  private static String message(EgressException e) {
    return switch (e.reason()) {
      case PERMISSION_DENIED ->
          "fetch() is refused: "
              + e.getMessage()
              + "; for development, coffer velo --open-host "
              + e.host()
              + " opens it";
      case CANCELLED -> "the call was ended";
      default -> e.getMessage();
    };
  }

  private static JsonNode json(EgressResponse response) {
    ObjectNode answer =
        JsonNodeFactory.instance
            .objectNode()
            .put("url", response.url().url())
            .put("status", response.status())
            .put("statusText", response.reason())
            .put("redirected", response.redirected());
    ObjectNode headers = answer.putObject("headers");
    response.headers().forEach(headers::put);
    return answer.put("body", Base64.getEncoder().encodeToString(response.body()));
  }
}
