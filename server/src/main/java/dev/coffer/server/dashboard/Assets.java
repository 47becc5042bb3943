package dev.coffer.server.dashboard;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The files that pages are dressed with. Their paths change with their content, so browsers keep
 * them for good.
 */
public final class Assets {

  private static final String PREFIX = "/dashboard/assets/";
  private static final int VERSION_CHARACTERS = 12;

  private static final Map<String, Asset> BY_NAME = load();

  private record Asset(String path, String contentType, byte[] content) {}

  private Assets() {}

  private static Map<String, Asset> load() {
    Map<String, Asset> assets = new LinkedHashMap<>();
    put(assets, "coffer.css", "text/css; charset=utf-8", "coffer.css");
    put(assets, "coffer.js", "text/javascript; charset=utf-8", "coffer.js");
    put(assets, "icon.svg", "image/svg+xml", "icon.svg");
    put(
        assets,
        "htmx.min.js",
        "text/javascript; charset=utf-8",
        "/META-INF/resources/webjars/htmx.org/2.0.7/dist/htmx.min.js");
    return assets;
  }

  private static void put(
      Map<String, Asset> assets, String name, String contentType, String resource) {
    try (InputStream stream = Assets.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("the program lacks its resource " + resource);
      }
      byte[] content = stream.readAllBytes();
      assets.put(name, new Asset(PREFIX + version(content) + "/" + name, contentType, content));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String version(byte[] content) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(content))
          .substring(0, VERSION_CHARACTERS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /**
   * @param name an asset's name, such as {@code coffer.css}
   * @return the path that it is served under
   */
  public static String path(String name) {
    return BY_NAME.get(name).path();
  }

  static void addTo(HttpRouting.Builder routing) {
    for (Asset asset : BY_NAME.values()) {
      routing.get(asset.path(), (request, response) -> send(asset, response));
    }
  }

  private static void send(Asset asset, ServerResponse response) {
    Protection.ON_EVERY_ANSWER.forEach(response::header);
    response.header(
        HeaderValues.create(HeaderNames.CACHE_CONTROL, "public, max-age=31536000, immutable"));
    response.header(HeaderValues.create(HeaderNames.CONTENT_TYPE, asset.contentType()));
    response.send(asset.content());
  }
}
