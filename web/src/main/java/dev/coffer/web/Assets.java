package dev.coffer.web;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
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
 * them for good. They are compressed for clients that can take that; pages are not, because how
 * well a page with a form token in it is compressed would tell something of the token (see
 * breachattack.com). Threads may share it once all files are in it.
 */
public final class Assets {
  private static final String CSS = "text/css; charset=utf-8";
  private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
  private static final String SVG = "image/svg+xml";
  private static final int VERSION_CHARACTERS = 12;
  private static final Pattern ACCEPTS_GZIP =
      Pattern.compile("(^|[ ,])gzip(?! *; *q=0(\\.0*)? *(,|$))", Pattern.CASE_INSENSITIVE);

  private final String prefix;
  private final Map<String, Asset> byName = new LinkedHashMap<>();

  private record Asset(String path, String contentType, byte[] content, byte[] gzipped) {}

  /**
   * Creates the assets of one server, with those that all pages of Coffer have: {@code coffer.css}
   * and {@code icon.svg}.
   *
   * @param prefix what their paths begin with, such as {@code /dashboard/assets/}
   */
  public Assets(String prefix) {
    this.prefix = prefix;
    with(Assets.class, "coffer.css");
    with(Assets.class, "icon.svg");
  }

  /**
   * Adds a file.
   *
   * @param beside the class whose package has the file as a resource
   * @param resource the resource; the part behind its last slash is its name, which ends in {@code
   *     .css}, {@code .js} or {@code .svg}
   * @return these assets
   */
  public Assets with(Class<?> beside, String resource) {
    String name = resource.substring(resource.lastIndexOf('/') + 1);
    try (InputStream stream = beside.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("the program lacks its resource " + resource);
      }
      byte[] content = stream.readAllBytes();
      String path = prefix + version(content) + "/" + name;
      byName.put(name, new Asset(path, contentType(name), content, gzipped(content)));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String contentType(String name) {
    return switch (name.substring(name.lastIndexOf('.'))) {
      case ".css" -> CSS;
      case ".js" -> JAVASCRIPT;
      case ".svg" -> SVG;
      default -> throw new IllegalArgumentException("unknown type of asset: " + name);
    };
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
  public String path(String name) {
    return Optional.ofNullable(byName.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no such asset: " + name))
        .path();
  }

  /**
   * Answers a request for an asset; passes it on if there is no such asset.
   *
   * @param request with the asset's {@code name} as a parameter of its path
   * @param response what to fill
   */
  public void answer(ServerRequest request, ServerResponse response) {
    Asset asset = byName.get(request.path().pathParameters().get("name"));
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
