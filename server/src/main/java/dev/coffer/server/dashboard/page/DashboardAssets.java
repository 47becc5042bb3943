package dev.coffer.server.dashboard.page;

import dev.coffer.web.Assets;
import io.helidon.webserver.http.HttpRouting;

/**
 * The dashboard's style sheets, scripts and icons. They are read when the first page is shown, so
 * that a start does not wait for them.
 */
public final class DashboardAssets {
  private static final String PREFIX = "/dashboard/assets/";

  private static final class Loaded {
    static final Assets ALL =
        new Assets(PREFIX)
            .with(DashboardAssets.class, "/dev/coffer/server/dashboard/coffer.js")
            .with(
                DashboardAssets.class,
                "/META-INF/resources/webjars/htmx.org/2.0.7/dist/htmx.min.js");
  }

  private DashboardAssets() {}

  /**
   * {@return the path that it is served under}
   *
   * @param name an asset's name, such as {@code coffer.css}
   */
  public static String path(String name) {
    return Loaded.ALL.path(name);
  }

  /**
   * Adds the assets to the server.
   *
   * @param routing what the web server routes by
   */
  public static void addTo(HttpRouting.Builder routing) {
    routing.get(
        PREFIX + "{version}/{name}", (request, response) -> Loaded.ALL.answer(request, response));
  }
}
