package dev.coffer.velo.pages;

import dev.coffer.web.Assets;
import io.helidon.webserver.http.HttpRules;

/**
 * The style sheets, scripts and icons of a site's own pages. They are read when the first page is
 * shown.
 */
public final class VeloAssets {
  private static final String PREFIX = "/_coffer/assets/";

  private static final class Loaded {
    static final Assets ALL =
        new Assets(PREFIX)
            .with(VeloAssets.class, "testing.css")
            .with(VeloAssets.class, "testing.js");
  }

  private VeloAssets() {}

  /** Returns the path that an asset, such as {@code coffer.css}, is served under. */
  public static String path(String name) {
    return Loaded.ALL.path(name);
  }

  static void addTo(HttpRules rules) {
    rules.get(
        PREFIX + "{version}/{name}", (request, response) -> Loaded.ALL.answer(request, response));
  }
}
