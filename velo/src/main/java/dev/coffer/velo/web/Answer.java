package dev.coffer.velo.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.List;

/** What is sent back. A header of it replaces one that every answer has. */
record Answer(Status status, List<Header> headers, byte[] body) {
  private static final byte[] NO_BODY = new byte[0];
  private static final Header JSON =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");

  static Answer json(Status status, JsonNode body) {
    return new Answer(status, List.of(), Json.bytes(body));
  }

  static Answer text(String contentType, byte[] body) {
    return new Answer(
        Status.OK_200, List.of(HeaderValues.create(HeaderNames.CONTENT_TYPE, contentType)), body);
  }

  Answer with(Header header) {
    List<Header> all = new ArrayList<>(headers);
    all.add(header);
    return new Answer(status, List.copyOf(all), body);
  }

  /** Sends it; as JSON, unless its headers say otherwise. */
  void send(ServerRequest request, ServerResponse response) {
    response.status(status);
    response.header(JSON);
    headers.forEach(response::header);
    response.send(request.prologue().method().equals(Method.HEAD) ? NO_BODY : body);
  }
}
