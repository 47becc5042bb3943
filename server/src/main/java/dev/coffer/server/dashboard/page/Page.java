package dev.coffer.server.dashboard.page;

import dev.coffer.server.errors.ApiException;
import dev.coffer.server.errors.ResourceExhausted;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.SetCookie;
import io.helidon.http.Status;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
public record Page(
    Status status,
    String template,
    Object view,
    String location,
    List<SetCookie> cookies,
    List<Header> headers) {
  /**
   * {@return a page to show, with status 200}
   *
   * @param template the template to show
   * @param view what the template shows
   */
  public static Page show(String template, Object view) {
    return show(Status.OK_200, template, view);
  }

  /**
   * {@return a page to show}
   *
   * @param status the HTTP status
   * @param template the template to show
   * @param view what the template shows
   */
  public static Page show(Status status, String template, Object view) {
    return new Page(status, template, view, "", List.of(), List.of());
  }

  /**
   * Sends the browser, after a form, to the next page, which it gets with a request of its own.
   *
   * @param location a path on this server
   * @return no page to show, but the place to go to
   */
  public static Page goTo(String location) {
    return new Page(Status.SEE_OTHER_303, "", "", location, List.of(), List.of());
  }

  /**
   * Sends somebody whose password was given too long ago to give it again.
   *
   * @param next where to go afterwards, a path on this server
   * @return the place to go to
   */
  public static Page confirmFirst(String next) {
    return goTo("/dashboard/confirm?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
  }

  /**
   * {@return the same page, with cookies to keep or to forget}
   *
   * @param more the cookies
   */
  public Page with(SetCookie... more) {
    List<SetCookie> all = new ArrayList<>(cookies);
    all.addAll(List.of(more));
    return new Page(status, template, view, location, List.copyOf(all), headers);
  }

  /** Ends the connection, on which nothing can follow. */
  public Page closing() {
    return new Page(
        status, template, view, location, cookies, List.of(HeaderValues.CONNECTION_CLOSE));
  }

  /**
   * Tells when to try again, if the refusal that this page is about ends by itself.
   *
   * @param error the refusal
   * @return this page, with a header if there is something to tell
   */
  public Page after(ApiException error) {
    return error instanceof ResourceExhausted exhausted && exhausted.retryAfterSeconds().isPresent()
        ? after(exhausted.retryAfterSeconds().getAsLong())
        : this;
  }

  /**
   * Tells when to try again.
   *
   * @param seconds how long to wait, in seconds
   * @return this page, with a header
   */
  public Page after(long seconds) {
    return new Page(
        status,
        template,
        view,
        location,
        cookies,
        List.of(HeaderValues.create(HeaderNames.RETRY_AFTER, seconds)));
  }

  /** Shows nothing of the view, which may hold a value. */
  @Override
  public String toString() {
    return "Page[" + status.code() + " " + template + location + "]";
  }
}
