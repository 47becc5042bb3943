package dev.coffer.velo.web;

import dev.coffer.velo.calls.RunningSite;
import dev.coffer.velo.sandbox.ExportedFunction;
import dev.coffer.velo.sandbox.LoadedFile;
import io.helidon.webserver.http.ServerRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a browser gets when it imports a web module: an ES module with a function of the same name
 * for each web method, which calls it here. Its promise is fulfilled with the result, or rejected
 * with an {@code Error} that has the {@code message}, {@code code} and {@code details} of what was
 * thrown. Threads may share it.
 */
final class ClientStubs {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_$][\\w$]*");

  private static final String CALL =
      """
      async function call(path, args) {
        const response = await fetch(path, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(args),
        });
        let answer;
        try {
          answer = await response.json();
        } catch {
          throw new Error(`the web method could not be called: HTTP ${response.status}`);
        }
        if (response.ok) return answer.result;
        const { message, details, code = details?.applicationError?.code } = answer;
        throw Object.assign(new Error(message), { code, details });
      }
      """;

  private final RunningSite site;

  ClientStubs(RunningSite site) {
    this.site = site;
  }

  VeloResponse module(ServerRequest request) {
    String path = Paths.decoded(request.prologue().uriPath().rawPath()).substring(1);
    LoadedFile module =
        Stream.of("", ".js", ".web.js", ".jsw")
            .flatMap(extension -> site.loaded().module(path + extension).stream())
            .filter(found -> WebModules.isWebModule(found.path()))
            .findFirst()
            .orElseThrow(Paths::nothingHere);
    String text = module.error().isPresent() ? failing(module) : stubs(module);
    return VeloResponse.text(
        "text/javascript; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /** So that the browser's console says more than that something could not be loaded. */
  private static String failing(LoadedFile module) {
    String message = module.path() + " could not be loaded; the site's log says why";
    return "throw new Error(" + WebJson.quoted(message) + ");\n";
  }

  private static String stubs(LoadedFile module) {
    List<ExportedFunction> functions = WebModules.webMethods(module);
    StringBuilder text = new StringBuilder(CALL);
    for (int i = 0; i < functions.size(); i++) {
      String name = functions.get(i).name();
      text.append(
          "const f%d = (...args) => call(%s, args);\n"
              .formatted(i, WebJson.quoted(path(module.path(), name))));
      text.append("export { f%d as %s };\n".formatted(i, exported(name)));
    }
    return text.toString();
  }

  /** A module may export by any text, and what a word may be is for JavaScript to say. */
  private static String exported(String name) {
    return IDENTIFIER.matcher(name).matches() ? name : WebJson.quoted(name);
  }

  private static String path(String file, String function) {
    return WebMethods.PREFIX
        + Stream.of((file + "/" + function + ".ajax").split("/"))
            .map(ClientStubs::encoded)
            .collect(Collectors.joining("/"));
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
