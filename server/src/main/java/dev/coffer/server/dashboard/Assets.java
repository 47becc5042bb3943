package dev.coffer.server.dashboard;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * Style sheets, scripts and icons of pages. Their paths change with their content, so browsers keep
 * them for good. They are read when the first page is shown, so that a start does not wait for
 * them, and are compressed for whoever can take that; pages are not, because how well a page with a
 * form token in it is compressed would tell something of the token (see breachattack.com).
 */
public final class Assets {
  private static final String PREFIX = "/dashboard/assets/";
  private static final int VERSION_CHARACTERS = 12;
  private static final Pattern ACCEPTS_GZIP =
      Pattern.compile("(^|[ ,])gzip(?! *; *q=0(\\.0*)? *(,|$))", Pattern.CASE_INSENSITIVE);

  private record Asset(String path, String contentType, byte[] content, byte[] gzipped) {}

  private static final class Loaded {
    static final Map<String, Asset> BY_NAME = load();
  }

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
      String path = PREFIX + version(content) + "/" + name;
      assets.put(name, new Asset(path, contentType, content, gzipped(content)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] gzipped(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
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
   * {@return the path that it is served under}
   *
   * @param name an asset's name, such as {@code coffer.css}
   */
  public static String path(String name) {
    return Optional.ofNullable(Loaded.BY_NAME.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no such asset: " + name))
        .path();
  }

  static void addTo(HttpRouting.Builder routing) {
    routing.get(PREFIX + "{version}/{name}", Assets::answer);
  }

  private static void answer(ServerRequest request, ServerResponse response) {
    Asset asset = Loaded.BY_NAME.get(request.path().pathParameters().get("name"));
    if (asset == null || !asset.path().equals(request.path().rawPath())) {
      response.next();
    } else {
      send(asset, acceptsGzip(request), response);
    }
  }

  private static boolean acceptsGzip(ServerRequest request) {
    return request
        .headers()
        .first(HeaderNames.ACCEPT_ENCODING)
        .filter(encodings -> ACCEPTS_GZIP.matcher(encodings).find())
        .isPresent();
  }

  private static void send(Asset asset, boolean gzip, ServerResponse response) {
    PageSecurity.ON_EVERY_ANSWER.forEach(response::header);
    response.header(
        HeaderValues.create(HeaderNames.CACHE_CONTROL, "public, max-age=31536000, immutable"));
    response.header(HeaderValues.create(HeaderNames.VARY, "Accept-Encoding"));
    response.header(HeaderValues.create(HeaderNames.CONTENT_TYPE, asset.contentType()));
    if (gzip) {
      response.header(HeaderValues.create(HeaderNames.CONTENT_ENCODING, "gzip"));
    }
    response.send(gzip ? asset.gzipped() : asset.content());
  }
}
