package dev.coffer.velo.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;

/** What is sent back. A header of it replaces one that every answer has. */
record VeloResponse(Status status, List<Header> headers, byte[] body) {
  private static final byte[] NO_BODY = new byte[0];
  private static final Header JSON =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");

  static VeloResponse json(Status status, JsonNode body) {
    return new VeloResponse(status, List.of(), WebJson.bytes(body));
  }

  static VeloResponse text(String contentType, byte[] body) {
    return new VeloResponse(
        Status.OK_200, List.of(HeaderValues.create(HeaderNames.CONTENT_TYPE, contentType)), body);
  }

  /** Sends it; as JSON, unless its headers say otherwise. */
  void send(ServerRequest request, ServerResponse response) {
    response.status(status);
    response.header(JSON);
    headers.forEach(response::header);
    response.send(request.prologue().method().equals(Method.HEAD) ? NO_BODY : body);
  }
}
