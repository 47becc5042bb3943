package dev.coffer.server.api;

import dev.coffer.server.access.Caller;
import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.Violation.Rule;
import dev.coffer.server.secrets.ListTurns;
import dev.coffer.server.secrets.SecretFields;
import dev.coffer.server.secrets.SecretValue;
import dev.coffer.server.secrets.Secrets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** The Secrets API over HTTP. */
final class SecretEndpoints {
  private static final String ENCODED = ", percent-encoded in the URL";

  /** Each holds about a megabyte, as long as its client takes. */
  private static final ListTurns.Limits LISTS =
      new ListTurns.Limits(4, 16, 16, 64, Duration.ofSeconds(10));

  private final Secrets secrets;
  private final ListTurns turns = new ListTurns(LISTS);

  SecretEndpoints(Secrets secrets) {
    this.secrets = secrets;
  }

  ApiResponse create(Request request, Caller caller) {
    try (SecretFields fields = SecretJson.read(request.jsonBody()).fields()) {
      UUID id = secrets.create(caller, fields);
      return ApiResponse.json(Json.write(json -> json.writeStringField("id", id.toString())));
    }
  }

  /**
   * Gets a value.
   *
   * @param inPath the name in the path; empty if there cannot be such a name
   */
  ApiResponse value(Request request, Caller caller, Optional<String> inPath) {
    String name = name(request, inPath);
    try (SecretValue value = secrets.readByName(caller, name)) {
      return ApiResponse.json(
          Json.write(json -> {
            json.writeFieldName("value");
            json.writeUTF8String(value.utf8(), 0, value.length());
          }));
    }
  }

  /**
   * A client that does not percent-encode the path sends the name as a query parameter too, where
   * it is whole, and cuts it at {@code #} in the path.
   */
  private static String name(Request request, Optional<String> inPath) {
    WixCall.refuseCutName(request);
    Optional<String> inQuery = request.queryParameter("name");
    String path =
        inPath.orElseThrow(
            () -> new InvalidArgument("name", Rule.FORMAT, Secrets.NAME_CHARACTERS + ENCODED));
    if (inQuery.isPresent()
        && Secrets.isPossibleName(path)
        && !(inQuery.get() + "#").startsWith(path + "#")) {
      throw new InvalidArgument("name", Rule.OTHER, "must be the same in the path and the query");
    }
    return inQuery.orElse(path);
  }

  /**
   * Lists the secrets. What fits into one page is answered at once and whole; a longer list is
   * written page by page, and keeps its turn until its end.
   */
  ApiResponse list(Request request, Caller caller) {
    ListPaging paging = ListPaging.of(request, caller.site().id());
    ListTurns.Turn turn = turns.take(caller.principal());
    boolean goesOn = false;
    try {
      SecretListJson list = new SecretListJson(secrets, caller, paging);
      goesOn = list.goesOn();
      return goesOn
          ? ApiResponse.streamed(new ApiResponse.Streamed(list, turn::close))
          : ApiResponse.json(Json.write(list));
    } finally {
      if (!goesOn) {
        turn.close();
      }
    }
  }

  ApiResponse update(Request request, Caller caller) {
    UUID id = request.id("id");
    SecretJson.Body body = SecretJson.read(request.jsonBody());
    try (SecretFields fields = body.fields()) {
      body.id().ifPresent(other -> Request.requireSame("id", id, other));
      secrets.update(caller, id, fields);
      return ApiResponse.emptyObject();
    }
  }

  ApiResponse delete(Request request, Caller caller) {
    UUID id = request.id("id");
    WixCall.refuseCutId(request);
    secrets.delete(caller, id);
    return ApiResponse.emptyObject();
  }
}
