package dev.coffer.sandbox.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SandboxPolicy;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

/**
 * Finds where a file exports what, and with which parameters, in a context where no code of the
 * site runs. One thread uses it.
 */
public final class ExportParser {
  private static final String ACORN = "/META-INF/resources/webjars/acorn/8.18.0/dist/acorn.js";

  private final Engine engine;
  private Optional<FutureTask<Value>> parser = Optional.empty();

  ExportParser(Engine engine) {
    this.engine = engine;
  }

  /** Gets ready on another thread, which takes as long as to make a realm. */
  public void prepare() {
    if (parser.isEmpty()) {
      FutureTask<Value> making = new FutureTask<>(this::newParser);
      Thread.ofPlatform().name("parser").daemon().start(making);
      parser = Optional.of(making);
    }
  }

  /**
   * Returns what a file exports and imports, or its first syntax error, as JSON; nothing if the
   * parser fails at it.
   *
   * @param text the file
   * @param functions what it turned out to export when it ran: {@code [{"name", "permission"?,
   *     "text"}]}
   */
  public Optional<String> parse(String text, String functions) {
    prepare();
    try {
      return Optional.of(parser.orElseThrow().get().execute(text, functions).asString());
    } catch (PolyglotException e) {
      // A text that the parser fails at. Its next one begins anew.
      parser = Optional.empty();
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the parser cannot be made", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private Value newParser() {
    Context context =
        Context.newBuilder("js").engine(engine).sandbox(SandboxPolicy.CONSTRAINED).build();
    context.eval(source(ACORN));
    return context.eval(source("exports.js"));
  }

  private static Source source(String resource) {
    try (InputStream stream = ExportParser.class.getResourceAsStream(resource)) {
      return Source.newBuilder("js", new String(stream.readAllBytes(), UTF_8), resource).build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
