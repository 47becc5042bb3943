package dev.coffer.sandbox.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The packages of npm that the runtime itself is built on, as modules. */
final class Packages {
  private static final String WEBJARS = "/META-INF/resources/webjars/";
  private static final Map<String, String> FILES =
      Map.of(
          "base64-js", "base64-js/1.5.1/index.js",
          "buffer", "buffer/6.0.3/index.js",
          "ieee754", "ieee754/1.2.1/index.js");
  private static final Pattern REQUIRED = Pattern.compile("require\\('([\\w-]+)'\\)");

  private Packages() {}

  /**
   * Returns the text of a module whose default export is what Node.js gives for {@code
   * require(name)}.
   */
  static Optional<String> module(String name) {
    return Optional.ofNullable(FILES.get(name)).map(Packages::read).map(Packages::asModule);
  }

  /** What is required is imported before; the package's own lines keep their numbers. */
  private static String asModule(String text) {
    StringBuilder imports = new StringBuilder();
    String body =
        REQUIRED
            .matcher(text)
            .replaceAll(required -> {
              String variable = "required_" + required.group(1).replace('-', '_');
              imports.append(
                  "import %s from '/built-in/npm/%s.js'; ".formatted(variable, required.group(1)));
              return variable;
            });
    return imports
        + "const exports = {}; const module = { exports }; "
        + body
        + "\nexport default module.exports;\n";
  }

  private static String read(String file) {
    try (InputStream stream = Packages.class.getResourceAsStream(WEBJARS + file)) {
      return new String(stream.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
