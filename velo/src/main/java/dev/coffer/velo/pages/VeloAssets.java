package dev.coffer.velo.pages;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Style sheets, scripts and icons of pages, the dashboard's and their own. Their paths change with
 * their content, so browsers keep them for good. They are read when the first page is shown.
 */
public final class VeloAssets {
  private static final String PREFIX = "/_coffer/assets/";
  private static final int VERSION_CHARACTERS = 12;

  private record Asset(String path, String contentType, byte[] content) {}

  private static final class Loaded {
    static final Map<String, Asset> BY_NAME = load();
  }

  private VeloAssets() {}

  private static Map<String, Asset> load() {
    Map<String, Asset> assets = new LinkedHashMap<>();
    put(assets, "coffer.css", "text/css; charset=utf-8");
    put(assets, "icon.svg", "image/svg+xml");
    put(assets, "testing.css", "text/css; charset=utf-8");
    put(assets, "testing.js", "text/javascript; charset=utf-8");
    return assets;
  }

  private static void put(Map<String, Asset> assets, String name, String contentType) {
    try (InputStream stream = VeloAssets.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the program lacks its resource " + name);
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

  /** Returns the path that an asset, such as {@code coffer.css}, is served under. */
  public static String path(String name) {
    return Optional.ofNullable(Loaded.BY_NAME.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no such asset: " + name))
        .path();
  }

  static void addTo(HttpRules rules) {
    rules.get(PREFIX + "{version}/{name}", VeloAssets::answer);
  }

  private static void answer(ServerRequest request, ServerResponse response) {
    Asset asset = Loaded.BY_NAME.get(request.path().pathParameters().get("name"));
    if (asset == null || !asset.path().equals(request.path().rawPath())) {
      response.next();
      return;
    }
    VeloPageSecurity.ON_EVERY_ANSWER.forEach(response::header);
    response.header(
        HeaderValues.create(HeaderNames.CACHE_CONTROL, "public, max-age=31536000, immutable"));
    response.header(HeaderValues.create(HeaderNames.CONTENT_TYPE, asset.contentType()));
    response.send(asset.content());
  }
}
