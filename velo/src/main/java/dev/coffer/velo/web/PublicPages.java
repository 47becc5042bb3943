package dev.coffer.velo.web;

import dev.coffer.velo.site.PublicFiles;
import dev.coffer.velo.site.PublicFiles.PublicFile;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files under {@code public} at the root of the site. Browsers ask for them anew each time, and
 * get them if they were changed. A page runs the scripts that stand in its file and those that are
 * files of the site, and no others: what an attacker brings into a page is not run. Threads may
 * share it.
 */
final class PublicPages {
  private static final Pattern SCRIPT =
      Pattern.compile(
          "<script\\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>(.*?)</script",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Header CHECK_EACH_TIME =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-cache");
  private static final byte[] NO_BODY = new byte[0];

  private final PublicFiles files;

  PublicPages(PublicFiles files) {
    this.files = files;
  }

  VeloResponse find(ServerRequest request) {
    Method method = request.prologue().method();
    String path = Paths.decoded(request.prologue().uriPath().rawPath());
    if (path.startsWith("/_") || path.equals("/backend") || path.startsWith("/backend/")) {
      throw Paths.nothingHere();
    }
    if (!method.equals(Method.GET) && !method.equals(Method.HEAD)) {
      throw WebRequestException.methodNotAllowed("GET, HEAD");
    }
    return files
        .find(path)
        .map(file -> answer(request, file))
        .orElseGet(() -> inDirectory(request, path));
  }

  /** Only with a slash at the end do a page's links lead to what is beside it. */
  private VeloResponse inDirectory(ServerRequest request, String path) {
    if (files.find(path + "/").isEmpty()) {
      throw Paths.nothingHere();
    }
    return new VeloResponse(
        Status.FOUND_302,
        List.of(
            HeaderValues.create(
                HeaderNames.LOCATION, request.prologue().uriPath().rawPath() + "/")),
        NO_BODY);
  }

  private static VeloResponse answer(ServerRequest request, PublicFile file) {
    String tag =
        "\""
            + Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(file.content()))
            + "\"";
    Status status = Status.OK_200;
    byte[] body = file.content();
    if (has(request, tag)) {
      status = Status.NOT_MODIFIED_304;
      body = NO_BODY;
    }
    String type = contentType(file.name());
    return new VeloResponse(status, List.of(), body)
        .with(HeaderValues.create(HeaderNames.CONTENT_TYPE, type))
        .with(HeaderValues.create(HeaderNames.ETAG, tag))
        .with(CHECK_EACH_TIME)
        .with(HeaderValues.create("Content-Security-Policy", policy(type, file.content())));
  }

  /** Returns whether the browser has the file that a tag stands for (RFC 9110, section 13.1.2). */
  private static boolean has(ServerRequest request, String tag) {
    return request.headers().first(HeaderNames.IF_NONE_MATCH).stream()
        .flatMap(tags -> Arrays.stream(tags.split(",")))
        .map(one -> one.strip().replaceFirst("^W/", ""))
        .anyMatch(one -> one.equals(tag) || one.equals("*"));
  }

  private static String contentType(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (extension) {
      case "html", "htm" -> "text/html; charset=utf-8";
      case "js", "mjs", "jsw" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "txt" -> "text/plain; charset=utf-8";
      default ->
          MediaTypes.detectExtensionType(extension)
              .map(type -> type.text())
              .orElse("application/octet-stream");
    };
  }

  private static String policy(String type, byte[] content) {
    StringBuilder scripts = new StringBuilder("'self'");
    if (type.startsWith("text/html")) {
      Matcher script = SCRIPT.matcher(new String(content, StandardCharsets.UTF_8));
      while (script.find()) {
        scripts.append(" 'sha256-").append(hash(script.group(1))).append('\'');
      }
    }
    return "default-src 'self'; script-src "
        + scripts
        + "; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; font-src 'self' data:"
        + " https:; media-src 'self' data: https:; connect-src 'self'; form-action 'self';"
        + " frame-ancestors 'none'; base-uri 'none'; object-src 'none'";
  }

  /** Of the script as browsers have it, whose lines end in LF alone. */
  private static String hash(String script) {
    byte[] text = script.replaceAll("\r\n?", "\n").getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(sha256(text));
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
