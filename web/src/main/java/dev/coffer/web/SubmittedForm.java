package dev.coffer.web;

import dev.coffer.web.BodyBudget.Part;
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
  /** Several times as many as any form of ours has; each takes memory, however short it is. */
  private static final int MOST_FIELDS = 100;

  /** A form that nobody has filled in. */
  public static final SubmittedForm EMPTY = new SubmittedForm(Parameters.empty("form"));

  private final Parameters fields;

  /**
   * Something that was filled in.
   *
   * @param name the field's name
   * @param value what was filled in
   */
  public record Field(String name, String value) {
    /** Does not show what was filled in. */
    @Override
    public String toString() {
      return "Field";
    }
  }

  private SubmittedForm(Parameters fields) {
    this.fields = fields;
  }

  /**
   * Reads the body of a request of somebody who is known.
   *
   * @param request the request; without a body it has an empty form
   * @param limit how many bytes the body may have
   * @return the form
   * @throws BodyException if the body has more bytes or more than {@value #MOST_FIELDS} fields, is
   *     incomplete, is not encoded as forms are, or finds no room in the {@link BodyBudget}
   */
  public static SubmittedForm read(ServerRequest request, int limit) {
    return of(RequestBody.read(request, limit, Part.WHOLE));
  }

  /**
   * Reads the body of a request of anybody. Such bodies fill at most half of the {@link
   * BodyBudget}.
   *
   * @param request the request; without a body it has an empty form
   * @param limit how many bytes the body may have
   * @return the form
   * @throws BodyException as {@link #read} does
   */
  public static SubmittedForm readFromStranger(ServerRequest request, int limit) {
    return of(RequestBody.read(request, limit, Part.HALF));
  }

  private static SubmittedForm of(byte[] body) {
    if (body.length == 0) {
      return EMPTY;
    }
    requireFewFields(body);
    try {
      return new SubmittedForm(UriQuery.create(new String(body, StandardCharsets.US_ASCII), false));
    } catch (IllegalArgumentException _) {
      // What it could not decode may be a secret, so the cause is not kept.
      throw BodyException.notForm();
    }
  }

  private static void requireFewFields(byte[] body) {
    int fields = 1;
    for (byte character : body) {
      if (character == '&' && ++fields > MOST_FIELDS) {
        throw BodyException.tooLarge();
      }
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

  /** {@return all fields, those that were ticked several times with each value} */
  public List<Field> fields() {
    return fields.names().stream()
        .flatMap(name -> ticked(name).stream().map(value -> new Field(name, value)))
        .toList();
  }

  /** Does not show what was filled in. */
  @Override
  public String toString() {
    return "SubmittedForm";
  }
}
