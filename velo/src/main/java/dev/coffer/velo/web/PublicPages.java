package dev.coffer.velo.web;

import dev.coffer.velo.site.PublicFile;
import dev.coffer.velo.site.PublicFiles;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files under {@code public} at the root of the site, whole or a range of one. Browsers ask for
 * them anew each time, and get them if they were changed. A page runs the scripts that stand in its
 * file and those that are files of the site, and no others: what an attacker brings into a page is
 * not run. A file is read as fast as its client takes it. Threads may share it.
 */
final class PublicPages {
  private static final Logger LOG = LoggerFactory.getLogger(PublicPages.class);

  private static final Header CHECK_EACH_TIME =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-cache");
  private static final Header RANGES =
      HeaderValues.createCached(HeaderNames.ACCEPT_RANGES, "bytes");
  private static final HeaderName POLICY = HeaderNames.create("Content-Security-Policy");
  private static final byte[] NO_BODY = new byte[0];

  private final PublicFiles files;
  private final PagePolicies policies = new PagePolicies();

  PublicPages(PublicFiles files) {
    this.files = files;
  }

  void answer(ServerRequest request, ServerResponse response) {
    Method method = request.prologue().method();
    String path = Paths.decoded(request.prologue().uriPath().rawPath());
    if (path.startsWith("/_") || path.equals("/backend") || path.startsWith("/backend/")) {
      throw Paths.nothingHere();
    }
    if (!method.equals(Method.GET) && !method.equals(Method.HEAD)) {
      throw WebRequestException.methodNotAllowed("GET, HEAD");
    }
    Optional<PublicFile> found = files.find(path);
    if (found.isEmpty()) {
      inDirectory(request, path).send(request, response);
      return;
    }
    try (PublicFile file = found.get()) {
      answer(request, response, file);
    }
  }

  /** Only with a slash at the end do a page's links lead to what is beside it. */
  private VeloResponse inDirectory(ServerRequest request, String path) {
    if (!files.has(path + "/")) {
      throw Paths.nothingHere();
    }
    return new VeloResponse(
        Status.FOUND_302,
        List.of(
            HeaderValues.create(
                HeaderNames.LOCATION, request.prologue().uriPath().rawPath() + "/")),
        NO_BODY);
  }

  private void answer(ServerRequest request, ServerResponse response, PublicFile file) {
    boolean isKnown = has(request, file.tag());
    Optional<ByteRange> range = isKnown ? Optional.empty() : range(request, file);
    response.header(CHECK_EACH_TIME);
    file.tag().ifPresent(tag -> response.header(HeaderValues.create(HeaderNames.ETAG, tag)));
    if (isKnown) {
      // The policy that the browser has is the page's, since it is made of what stands in it.
      response.headers().remove(POLICY);
      response.status(Status.NOT_MODIFIED_304);
      response.send(NO_BODY);
      return;
    }
    String type = contentType(file.name());
    response.header(HeaderValues.create(HeaderNames.CONTENT_TYPE, type));
    response.header(HeaderValues.create(POLICY, policy(type, file)));
    response.header(RANGES);
    response.status(range.isPresent() ? Status.PARTIAL_CONTENT_206 : Status.OK_200);
    range.ifPresent(part ->
        response.header(HeaderValues.create(HeaderNames.CONTENT_RANGE, part.of(file.length()))));
    ByteRange part = range.orElse(ByteRange.whole(file.length()));
    response.header(HeaderValues.create(HeaderNames.CONTENT_LENGTH, part.length()));
    if (request.prologue().method().equals(Method.HEAD) || part.length() == 0) {
      response.send(NO_BODY);
    } else {
      send(file, part, response);
    }
  }

  /**
   * Returns whether the browser has the file that a tag stands for, by the weak comparison (RFC
   * 9110, section 13.1.2).
   */
  private static boolean has(ServerRequest request, Optional<String> tag) {
    return request.headers().all(HeaderNames.IF_NONE_MATCH, List::of).stream()
        .flatMap(tags -> Arrays.stream(tags.split(",", -1)))
        .map(one -> one.strip().replaceFirst("^W/", ""))
        .anyMatch(one -> one.equals("*") || tag.equals(Optional.of(one)));
  }

  /** A range of another version than the one that is there would be mixed with it. */
  private static Optional<ByteRange> range(ServerRequest request, PublicFile file) {
    Optional<String> version = request.headers().first(HeaderNames.IF_RANGE).map(String::strip);
    boolean isOfThisVersion = version.isEmpty() || version.equals(file.tag());
    return isOfThisVersion && request.prologue().method().equals(Method.GET)
        ? ByteRange.asked(request.headers().all(HeaderNames.RANGE, List::of), file.length())
        : Optional.empty();
  }

  /**
   * Sends as many bytes as were promised. If the file has no more of them, nothing tells the client
   * but the end of the connection.
   */
  private static void send(PublicFile file, ByteRange part, ServerResponse response) {
    try (OutputStream out = response.outputStream()) {
      file.copy(part.first(), part.length(), out);
    } catch (IOException e) { // Of the file: one of the client is no IOException.
      LOG.warn("{} could not be sent to its end: {}", file.name(), e.toString());
      throw new CloseConnectionException("a file could not be sent as promised", e);
    }
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

  private String policy(String type, PublicFile file) {
    return type.startsWith("text/html") ? policies.of(file) : PagePolicies.WITHOUT_SCRIPTS;
  }
}
