package dev.coffer.server.dashboard.page;

import dev.coffer.server.errors.Aborted;
import dev.coffer.server.errors.AlreadyExists;
import dev.coffer.server.errors.ApiException;
import dev.coffer.server.errors.FailedPrecondition;
import dev.coffer.server.errors.InvalidArgument;
import dev.coffer.server.errors.NotFound;
import dev.coffer.server.errors.PermissionDenied;
import dev.coffer.server.errors.ResourceExhausted;
import dev.coffer.server.errors.Unauthenticated;
import dev.coffer.server.errors.Violation;
import io.helidon.http.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Translates an {@link ApiException} into a page's status and sentences: the one place that does.
 */
public final class PageErrors {
  private PageErrors() {}

  /**
   * {@return the HTTP status of a page about it}
   *
   * @param error a refusal
   */
  public static Status status(ApiException error) {
    return switch (error) {
      case Aborted e -> Status.CONFLICT_409;
      case AlreadyExists e -> Status.CONFLICT_409;
      case FailedPrecondition e -> Status.CONFLICT_409;
      case InvalidArgument e -> Status.UNPROCESSABLE_CONTENT_422;
      case NotFound e -> Status.NOT_FOUND_404;
      case PermissionDenied e -> Status.FORBIDDEN_403;
      case ResourceExhausted e -> Status.TOO_MANY_REQUESTS_429;
      case Unauthenticated e -> Status.UNPROCESSABLE_CONTENT_422;
    };
  }

  /**
   * Gives a refused form back.
   *
   * @param values what was filled in
   * @param error why it is refused
   * @param field the field that a refusal without fields is about; empty for the whole form
   * @return the form, to be filled in again
   */
  public static Form form(Map<String, String> values, ApiException error, String field) {
    Map<String, List<String>> errors = new LinkedHashMap<>();
    if (error instanceof InvalidArgument invalid) {
      for (Violation violation : invalid.violations()) {
        errors
            .computeIfAbsent(fieldName(violation), absent -> new ArrayList<>())
            .add(sentence("this field " + violation.description()));
      }
    } else {
      errors.put(field, List.of(sentence(error.getMessage())));
    }
    return new Form(values, errors);
  }

  /**
   * {@return what is wrong with fields that are not in a form}
   *
   * @param violations what was found
   */
  public static String sentences(List<Violation> violations) {
    return violations.stream()
        .map(violation -> sentence("the " + fieldName(violation) + " " + violation.description()))
        .collect(Collectors.joining(" "));
  }

  private static String fieldName(Violation violation) {
    return violation.field().substring(violation.field().lastIndexOf('.') + 1);
  }

  /**
   * {@return the message of an error as a sentence}
   *
   * @param clause the message, which begins with a small letter and has no full stop
   */
  public static String sentence(String clause) {
    return clause.substring(0, 1).toUpperCase(Locale.ROOT) + clause.substring(1) + ".";
  }
}
