package dev.coffer.velo.pages;

import io.helidon.common.parameters.Parameters;
import io.helidon.common.uri.UriQuery;
import io.helidon.http.BadRequestException;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A form that was sent in the body of a request, as browsers send forms. */
public final class SubmittedForm {
  private final Parameters fields;

  private SubmittedForm(Parameters fields) {
    this.fields = fields;
  }

  /**
   * Reads the body of a request.
   *
   * @param limit how many bytes it may have
   * @throws HttpException with status 413 if it has more, 400 if it is no form
   */
  public static SubmittedForm read(ServerRequest request, int limit) {
    if (!request.content().hasEntity()) {
      return new SubmittedForm(Parameters.empty("form"));
    }
    byte[] body = body(request, limit);
    try {
      return new SubmittedForm(UriQuery.create(new String(body, StandardCharsets.US_ASCII), false));
    } catch (IllegalArgumentException _) {
      // What it could not decode may be a secret, so the cause is not kept.
      throw new BadRequestException("the form is not encoded as forms are");
    }
  }

  private static byte[] body(ServerRequest request, int limit) {
    byte[] body = sent(request, limit);
    if (body.length > limit) {
      throw tooLarge();
    }
    return body;
  }

  /** Whatever fails here is how the body was sent: cut short, or in malformed chunks. */
  private static byte[] sent(ServerRequest request, int limit) {
    try (InputStream content = request.content().inputStream()) {
      return content.readNBytes(limit + 1);
    } catch (RequestException e) {
      throw e.status().code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code()
          ? tooLarge()
          : notWhole();
    } catch (IOException | RuntimeException _) {
      throw notWhole();
    }
  }

  private static HttpException tooLarge() {
    return new HttpException("the form is too large", Status.REQUEST_ENTITY_TOO_LARGE_413);
  }

  private static HttpException notWhole() {
    return new BadRequestException("incomplete request body");
  }

  /**
   * Returns what was filled in; browsers send line breaks of text areas as CR LF, which nobody
   * typed.
   */
  public String field(String name) {
    return fields.first(name).orElse("").replace("\r\n", "\n");
  }

  /** Does not show what was filled in. */
  @Override
  public String toString() {
    return "Form";
  }
}
