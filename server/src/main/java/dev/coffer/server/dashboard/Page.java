package dev.coffer.server.dashboard;

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
 */
record Page(Status status, String template, Object view, String location, List<SetCookie> cookies) {

  static Page show(String template, Object view) {
    return show(Status.OK_200, template, view);
  }

  static Page show(Status status, String template, Object view) {
    return new Page(status, template, view, "", List.of());
  }

  /** After a form: the browser gets the next page with a request of its own. */
  static Page goTo(String location) {
    return new Page(Status.SEE_OTHER_303, "", "", location, List.of());
  }

  Page with(SetCookie... more) {
    List<SetCookie> all = new ArrayList<>(cookies);
    all.addAll(List.of(more));
    return new Page(status, template, view, location, List.copyOf(all));
  }

  /** Shows nothing of the view, which may hold a value. */
  @Override
  public String toString() {
    return "Page[" + status.code() + " " + template + location + "]";
  }
}
