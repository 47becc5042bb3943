package dev.coffer.web;

import io.helidon.common.parameters.Parameters;
import io.helidon.common.uri.UriQuery;
import io.helidon.webserver.http.ServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A form that was sent in the body of a request, as browsers send forms. */
public final class SubmittedForm {
  private final Parameters fields;

  private SubmittedForm(Parameters fields) {
    this.fields = fields;
  }

  /**
   * Reads the body of a request.
   *
   * @param request the request; without a body it has an empty form
   * @param limit how many bytes the body may have
   * @return the form
   * @throws BodyException if the body has more bytes, is incomplete, or is not encoded as forms are
   */
  public static SubmittedForm read(ServerRequest request, int limit) {
    byte[] body = RequestBody.read(request, limit);
    if (body.length == 0) {
      return new SubmittedForm(Parameters.empty("form"));
    }
    try {
      return new SubmittedForm(UriQuery.create(new String(body, StandardCharsets.US_ASCII), false));
    } catch (IllegalArgumentException _) {
      // What it could not decode may be a secret, so the cause is not kept.
      throw BodyException.notForm();
    }
  }

  /**
   * Returns what was filled in. Browsers send line breaks of text areas as CR LF, which nobody
   * typed; they are LF here.
   *
   * @param name the field's name
   * @return its first value; empty if there is none
   */
  public String field(String name) {
    return fields.first(name).orElse("").replace("\r\n", "\n");
  }

  /**
   * {@return the values of all boxes of that name that were ticked}
   *
   * @param name the boxes' name
   */
  public List<String> ticked(String name) {
    return fields.all(name, List::of);
  }

  /**
   * {@return some fields by their names, to show them again}
   *
   * @param names the fields' names
   */
  public Map<String, String> filledIn(String... names) {
    return Stream.of(names).collect(Collectors.toMap(name -> name, this::field));
  }

  /** Does not show what was filled in. */
  @Override
  public String toString() {
    return "SubmittedForm";
  }
}
