package dev.coffer.server.dashboard.page;

import dev.coffer.server.errors.ApiException;
import dev.coffer.server.errors.ResourceExhausted;
import dev.coffer.server.errors.Unauthenticated;
import dev.coffer.server.sealing.CorruptedRecord;
import dev.coffer.server.storage.StorageUnavailable;
import dev.coffer.web.BodyException;
import dev.coffer.web.RequestId;
import io.helidon.http.Status;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pages about requests that failed: the one place where an exception becomes a page. */
public final class FailurePages {
  private static final Logger LOG = LoggerFactory.getLogger(FailurePages.class);

  private FailurePages() {}

  /**
   * {@return a page that says what went wrong, and what to do}
   *
   * @param failure what a handler threw
   * @param id the request's id, by which the log is searched
   */
  public static Page of(RuntimeException failure, RequestId id) {
    return switch (failure) {
      case BodyException e -> bodyPage(e);
      case ResourceExhausted e ->
          message(PageErrors.status(e), "Slow down", PageErrors.sentence(e.getMessage())).after(e);
      case Unauthenticated _ -> // The session has ended while this was on its way.
          Page.goTo("/dashboard/log-in");
      case ApiException e ->
          message(
              PageErrors.status(e),
              heading(PageErrors.status(e)),
              PageErrors.sentence(e.getMessage()));
      case CorruptedRecord e ->
          message(
              Status.INTERNAL_SERVER_ERROR_500,
              "This record is corrupted",
              PageErrors.sentence(e.getMessage()) + " All other secrets stay readable.");
      case StorageUnavailable e -> {
        LOG.error("the database failed: {}", e.getMessage(), e);
        yield message(
            Status.SERVICE_UNAVAILABLE_503,
            "The database does not answer",
            PageErrors.sentence(e.getMessage()) + " Nothing was changed.");
      }
      default -> {
        LOG.error("a page failed", failure);
        yield message(
            Status.INTERNAL_SERVER_ERROR_500,
            "Something went wrong",
            "The server failed. Its log has the cause under the request id " + id.text() + ".");
      }
    };
  }

  /** {@return what is said to requests that come after the stop has begun} */
  public static Page stopping() {
    return message(
            Status.SERVICE_UNAVAILABLE_503, "Coffer is stopping", "Try again when it has started.")
        .closing();
  }

  /**
   * {@return what is said to a browser whose request reached no page}
   *
   * @param status how it is refused
   */
  public static Page malformedRequest(Status status) {
    return switch (status.code()) {
      case 413 -> tooLarge();
      case 414 ->
          message(status, "This address is too long", "No page of Coffer has such a long address.");
      case 415 -> message(status, "This cannot be read", "Forms must be sent without compression.");
      case 431 ->
          message(
              status,
              "Too many cookies",
              "Your browser sent more headers than the 16 kB that are read here. Cookies are most of"
                  + " them as a rule, and programs on other ports of this host set them too: delete"
                  + " the cookies of this host, and open the page again.");
      default ->
          message(
              status, "This cannot be read", "The request is not valid HTTP. Nothing was changed.");
    };
  }

  /** {@return what is said to a browser that came by a name that is not this server's} */
  public static Page misdirected() {
    return message(
        Status.create(421, "Misdirected Request"),
        "This is not the server's name",
        "This server is not known by the name in the address. Its setting host-names adds names.");
  }

  /** {@return what is said about a path that a proxy might take for another} */
  public static Page ambiguousPath() {
    return message(
        Status.BAD_REQUEST_400,
        "This address is not clear",
        "It can be read in two ways. No page of Coffer has such an address.");
  }

  private static Page bodyPage(BodyException e) {
    return switch (e.reason()) {
      case TOO_LARGE -> tooLarge();
      case NO_ROOM ->
          message(
                  Status.SERVICE_UNAVAILABLE_503,
                  "The server is busy",
                  "Others are sending so much that nothing more can be read. Nothing was changed."
                      + " Send it again.")
              .after(BodyException.RETRY_AFTER_SECONDS);
      case INCOMPLETE, NOT_FORM ->
          message(
                  Status.BAD_REQUEST_400,
                  "Incomplete request",
                  "Nothing was changed. Send it again.")
              .closing();
    };
  }

  private static Page tooLarge() {
    return message(
            Status.REQUEST_ENTITY_TOO_LARGE_413,
            "This is too large",
            "What was sent is larger than anything that could be stored.")
        .closing();
  }

  private static String heading(Status status) {
    return switch (status.code()) {
      case 403 -> "This is not allowed";
      case 404 -> "There is nothing here";
      case 409 -> "Not saved";
      default -> "This cannot be done";
    };
  }

  private static Page message(Status status, String heading, String text) {
    PageLayout layout =
        new PageLayout(heading, Optional.empty(), Optional.empty(), Optional.empty());
    return Page.show(
        status,
        "message",
        new MessageView(layout, heading, text, "/dashboard", "To the dashboard"));
  }
}
