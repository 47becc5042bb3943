package dev.coffer.sandbox.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryStream;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.graalvm.polyglot.io.FileSystem;

/**
 * The files that code can import, and nothing else: the site's own under {@code /backend} and
 * {@code /public}, and the runner's under {@code /built-in}. They live in memory and cannot be
 * changed. Threads may share it.
 */
final class SiteModules implements FileSystem {
  private static final Path BUILT_IN = Path.of("/built-in");
  private static final Path PACKAGES = Path.of("/built-in/npm");
  private static final Path NOT_AVAILABLE = Path.of("/not-available");

  /** Those that code of the site imports by name; the others serve these. */
  private static final Set<String> FOR_SITES =
      Set.of(
          "@wix/essentials",
          "@wix/secrets",
          "@wix/web-methods",
          "wix-auth",
          "wix-fetch",
          "wix-http-functions",
          "wix-secrets-backend",
          "wix-secrets-backend.v2",
          "wix-web-module");

  /** Those of Node.js, of which a part is there. */
  private static final Set<String> OF_NODE = Set.of("buffer", "crypto", "url");

  private static final Map<Path, Optional<String>> BUILT_IN_TEXTS = new ConcurrentHashMap<>();
  private static final List<String> EXTENSIONS = List.of("", ".js", ".web.js", ".jsw", ".json");
  private static final Pattern NODE_MODULE =
      Pattern.compile(
          "node:.*|(assert|async_hooks|buffer|child_process|cluster|console|constants|crypto|dgram"
              + "|diagnostics_channel|dns|domain|events|fs|http|http2|https|inspector|module|net|os"
              + "|path|perf_hooks|process|punycode|querystring|readline|repl|stream|string_decoder"
              + "|timers|tls|trace_events|tty|url|util|v8|vm|wasi|worker_threads|zlib)(/.*)?");

  private static final Pattern NOT_READ =
      Pattern.compile("Error reading module '([^']*)'.*: Socket IO is not allowed");
  private static final String WRONG_TYPE = "Invalid module type was asserted";
  private static final Pattern NOT_DEFINED = Pattern.compile("^(\\S{1,30}) is not defined$");
  private static final Pattern OF_BROWSERS =
      Pattern.compile(
          "\\$w|window|document|navigator|location|localStorage|sessionStorage|XMLHttpRequest"
              + "|WebSocket|FileReader|alert");
  private static final Pattern NOT_FOUND =
      Pattern.compile("^Cannot find module '/([^']*)' imported from /?(\\S+)");

  private final Map<String, String> texts;

  SiteModules(Map<String, String> texts) {
    this.texts = texts;
  }

  /**
   * Returns the site's file that somebody imported by these words; one that fits, if several do.
   */
  Optional<String> fileImportedAs(String specifier) {
    String end = Path.of("/").resolve(specifier.replaceFirst("^(\\.{0,2}/)+", "")).toString();
    return texts.keySet().stream()
        .filter(file ->
            EXTENSIONS.stream().anyMatch(extension -> ("/" + file).endsWith(end + extension)))
        .findFirst();
  }

  /** Returns what GraalJS says of a module or a name that it did not find, in terms of the site. */
  static String explained(String message) {
    Matcher notRead = NOT_READ.matcher(message);
    if (notRead.matches()) {
      return whyNotAvailable(notRead.group(1));
    }
    if (message.equals(WRONG_TYPE)) {
      return "JSON files are imported without { type: 'json' } here";
    }
    Matcher notDefined = NOT_DEFINED.matcher(message);
    return notDefined.matches()
        ? message + whyNotDefined(notDefined.group(1))
        : NOT_FOUND.matcher(message).replaceFirst("Cannot find module '$1' imported from $2");
  }

  private static String whyNotDefined(String name) {
    return switch (name) {
      case "require" -> ": backend files are ES modules, which say import … from …";
      case "module", "exports" -> ": backend files are ES modules, which say export …";
      case "process" ->
          ": it belongs to Node.js and is not available here; what a site keeps secret is read with"
              + " getSecret() of wix-secrets-backend";
      case "__dirname", "__filename" ->
          ": backend files are ES modules, and no files can be read here";
      default ->
          OF_BROWSERS.matcher(name).matches()
              ? ": it belongs to pages in a browser, and this is backend code"
              : "";
    };
  }

  @Override
  public Path parsePath(URI uri) {
    if (uri.getScheme().equals("node") && OF_NODE.contains(uri.getSchemeSpecificPart())) {
      return parsePath(uri.getSchemeSpecificPart());
    }
    return NOT_AVAILABLE.resolve(uri.toString().replace("/", "\u2044"));
  }

  @Override
  public Path parsePath(String specifier) {
    if (specifier.startsWith("/")) {
      return Path.of(specifier);
    }
    if (specifier.startsWith("backend/") || specifier.startsWith("public/")) {
      return Path.of("/" + specifier);
    }
    if (OF_NODE.contains(specifier)) {
      return BUILT_IN.resolve("node").resolve(specifier + ".js");
    }
    return FOR_SITES.contains(specifier)
        ? BUILT_IN.resolve(specifier + ".js")
        : NOT_AVAILABLE.resolve(specifier);
  }

  @Override
  public void checkAccess(Path path, Set<? extends AccessMode> modes, LinkOption... options)
      throws IOException {
    if (modes.contains(AccessMode.WRITE) || modes.contains(AccessMode.EXECUTE)) {
      throw new AccessDeniedException(path.toString());
    }
    toRealPath(path);
  }

  @Override
  public Path toAbsolutePath(Path path) {
    return Path.of("/").resolve(path);
  }

  @Override
  public Path toRealPath(Path path, LinkOption... options) throws IOException {
    return find(path).orElseThrow(() -> new NoSuchFileException(path.toString()));
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    if (path.startsWith(NOT_AVAILABLE)) {
      throw new IOException(
          whyNotAvailable(NOT_AVAILABLE.relativize(path).toString().replace("\u2044", "/")));
    }
    Path real = toRealPath(path);
    String text = text(real).orElseThrow(() -> new NoSuchFileException(real.toString()));
    // JSON is an expression of JavaScript.
    return new Text(real.toString().endsWith(".json") ? "export default " + text : text);
  }

  @Override
  public String getMimeType(Path path) {
    return "application/javascript+module";
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    Path real = toRealPath(path);
    return Map.of("isRegularFile", true, "isDirectory", false, "fileKey", real);
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    throw new AccessDeniedException(path.toString());
  }

  @Override
  public void delete(Path path) throws IOException {
    throw new AccessDeniedException(path.toString());
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
    throw new AccessDeniedException(path.toString());
  }

  private Optional<Path> find(Path path) {
    Path absolute = toAbsolutePath(path).normalize();
    return EXTENSIONS.stream()
        .map(extension -> Path.of(absolute + extension))
        .filter(candidate -> text(candidate).isPresent())
        .findFirst();
  }

  private Optional<String> text(Path path) {
    if (path.startsWith(BUILT_IN)) {
      return path.toString().endsWith(".js")
          ? BUILT_IN_TEXTS.computeIfAbsent(path, SiteModules::readBuiltIn)
          : Optional.empty();
    }
    return Optional.ofNullable(texts.get(path.toString().substring(1)));
  }

  private static Optional<String> readBuiltIn(Path path) {
    if (path.startsWith(PACKAGES)) {
      String file = PACKAGES.relativize(path).toString();
      return Packages.module(file.substring(0, file.length() - ".js".length()));
    }
    try (InputStream stream = SiteModules.class.getResourceAsStream(path.toString().substring(1))) {
      return stream == null
          ? Optional.empty()
          : Optional.of(new String(stream.readAllBytes(), UTF_8));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String whyNotAvailable(String module) {
    if (NODE_MODULE.matcher(module).matches()) {
      return "The module \"" + module + "\" belongs to Node.js and is not available here";
    }
    if (module.startsWith("wix-") || module.startsWith("@wix/") || module.startsWith("@velo/")) {
      return "The module \"" + module + "\" of Wix is not available here";
    }
    if (module.contains(":")) {
      return "The module \"" + module + "\" is not available: code is not loaded from addresses";
    }
    return "The module \"" + module + "\" is not available: packages of npm cannot be used here";
  }

  /** A text as a file that is only read. */
  private static final class Text implements SeekableByteChannel {
    private final ByteBuffer bytes;
    private boolean open = true;

    Text(String text) {
      bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    @Override
    public int read(ByteBuffer target) {
      if (!bytes.hasRemaining()) {
        return -1;
      }
      int count = Math.min(bytes.remaining(), target.remaining());
      target.put(bytes.slice(bytes.position(), count));
      bytes.position(bytes.position() + count);
      return count;
    }

    @Override
    public int write(ByteBuffer source) {
      throw new NonWritableChannelException();
    }

    @Override
    public long position() {
      return bytes.position();
    }

    @Override
    public SeekableByteChannel position(long position) {
      bytes.position((int) Math.min(position, bytes.limit()));
      return this;
    }

    @Override
    public long size() {
      return bytes.limit();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
      throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() {
      open = false;
    }
  }
}
