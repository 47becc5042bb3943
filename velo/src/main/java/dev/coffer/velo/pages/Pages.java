package dev.coffer.velo.pages;

import dev.coffer.web.PageSecurity;
import dev.coffer.web.PageTemplates;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerResponse;

/** Sends pages, and serves their style sheets, scripts and icons. Threads may share it. */
public final class Pages implements HttpService {
  private static final PageTemplates TEMPLATES =
      new PageTemplates(Pages.class, Pages.class.getPackageName() + ".generated");

  @Override
  public void routing(HttpRules rules) {
    VeloAssets.addTo(rules);
  }

  /**
   * Sends a page, which nobody may keep, frame, or load anything foreign into.
   *
   * @param template the name of a template, such as {@code message}
   * @param view what the template shows
   */
  public static void send(ServerResponse response, Status status, String template, Object view) {
    protect(response);
    response.status(status);
    response.header(HeaderValues.create(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8"));
    response.send(TEMPLATES.html(template, view));
  }

  /** Sends the browser, after a form, to the next page, which it gets with a request of its own. */
  public static void goTo(ServerResponse response, String location) {
    protect(response);
    response.status(Status.SEE_OTHER_303);
    response.header(HeaderValues.create(HeaderNames.LOCATION, location));
    response.send();
  }

  /** Adds the headers that every answer has which is not an asset. */
  public static void protect(ServerResponse response) {
    PageSecurity.ON_EVERY_ANSWER.forEach(response::header);
    response.header(PageSecurity.NO_STORE);
  }
}
