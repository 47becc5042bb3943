package dev.coffer.server.dashboard;

import dev.coffer.server.errors.ApiException;
import dev.coffer.server.errors.ResourceExhausted;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.SetCookie;
import io.helidon.http.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * What a handler answers: a page to show, or a place to go to, and cookies to keep.
 *
 * @param status the HTTP status
 * @param template the template to show; empty to go elsewhere
 * @param view what the template shows; empty to go elsewhere
 * @param location where to go; empty to show a page
 * @param cookies the cookies to keep
 * @param headers what else the browser is told
 */
record Page(
    Status status,
    String template,
    Object view,
    String location,
    List<SetCookie> cookies,
    List<Header> headers) {
  static Page show(String template, Object view) {
    return show(Status.OK_200, template, view);
  }

  static Page show(Status status, String template, Object view) {
    return new Page(status, template, view, "", List.of(), List.of());
  }

  /** After a form: the browser gets the next page with a request of its own. */
  static Page goTo(String location) {
    return new Page(Status.SEE_OTHER_303, "", "", location, List.of(), List.of());
  }

  Page with(SetCookie... more) {
    List<SetCookie> all = new ArrayList<>(cookies);
    all.addAll(List.of(more));
    return new Page(status, template, view, location, List.copyOf(all), headers);
  }

  /** Ends the connection, on which nothing can follow. */
  Page closing() {
    return new Page(
        status, template, view, location, cookies, List.of(HeaderValues.CONNECTION_CLOSE));
  }

  /** Tells when to try again, if the refusal that this page is about ends by itself. */
  Page after(ApiException error) {
    return error instanceof ResourceExhausted exhausted
        ? new Page(
            status,
            template,
            view,
            location,
            cookies,
            List.of(HeaderValues.create(HeaderNames.RETRY_AFTER, exhausted.retryAfterSeconds())))
        : this;
  }

  /** Shows nothing of the view, which may hold a value. */
  @Override
  public String toString() {
    return "Page[" + status.code() + " " + template + location + "]";
  }
}
