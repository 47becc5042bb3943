package dev.coffer.sandbox.child;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.sandbox.protocol.BoundedLines;
import dev.coffer.sandbox.protocol.ChildProgram;
import dev.coffer.sandbox.protocol.FromChild;
import dev.coffer.sandbox.protocol.MessageCodec;
import dev.coffer.sandbox.protocol.ProtocolViolation;
import dev.coffer.sandbox.protocol.RunOutcome;
import dev.coffer.sandbox.protocol.ToChild;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The process that runs code, on its own class path, with this test at the other end of its pipes.
 */
final class ScriptMainTest {
  private static final String FILE = "backend/a.js";
  private static final String CODE =
      """
      import { getSecret } from 'wix-secrets-backend';
      console.log('loaded');
      export const length = async (name) => (await getSecret(name)).length;
      """;
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private Process process;
  private OutputStream in;
  private BoundedLines out;

  @BeforeEach
  void start() throws IOException {
    String classPath =
        ChildProgram.classPath().stream()
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dpolyglot.engine.WarnInterpreterOnly=false",
            "-cp",
            classPath,
            ChildProgram.MAIN_CLASS);
    builder.environment().clear();
    process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    in = process.getOutputStream();
    out = new BoundedLines(process.getInputStream(), MessageCodec.LONGEST_LINE_FROM_CHILD);
  }

  @AfterEach
  void stop() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Test
  void aCallAsksIsAnsweredAndEnds() throws Exception {
    tell(new ToChild.Load(1, Map.of(FILE, CODE), Optional.empty()));
    assertThat(next()).isEqualTo(new FromChild.Ready());

    tell(
        new ToChild.Call(
            7, 1, 0, false, MINUTE, FILE, "length", new ToChild.Arguments("[\"key\"]")));
    assertThat(next()).isInstanceOf(FromChild.Said.class);
    FromChild.Ask ask = (FromChild.Ask) next();
    assertThat(ask)
        .isEqualTo(new FromChild.Ask(7, ask.question(), "secrets.get", "{\"name\":\"key\"}"));
    tell(new ToChild.Done(7, ask.question(), "{\"value\":\"four\"}"));

    assertThat(next()).isEqualTo(new FromChild.Ended(7, new RunOutcome.Returned(Optional.of("4"))));
    assertThat(next()).isEqualTo(new FromChild.Free(7, true));
  }

  @Test
  void aSurveyTellsOfEachModuleButThoseThatAreKnown() throws Exception {
    Map<String, String> files =
        Map.of(FILE, CODE, "backend/b.js", "const = 1;", "backend/known.js", "throw 1;");
    tell(
        new ToChild.Load(
            1, files, Optional.of(new ToChild.Survey(3, Set.of("backend/known.js"), MINUTE))));

    List<FromChild> told = new ArrayList<>();
    while (told.isEmpty() || !told.getLast().equals(new FromChild.Loaded(3))) {
      told.add(next());
    }
    assertThat(told)
        .filteredOn(FromChild.Loading.class::isInstance)
        .containsExactly(new FromChild.Loading(3, FILE), new FromChild.Loading(3, "backend/b.js"));
    assertThat(told)
        .filteredOn(FromChild.Surveyed.class::isInstance)
        .map(message -> ((FromChild.Surveyed) message).error().map(RunOutcome.Threw::name))
        .containsExactly(Optional.empty(), Optional.of("SyntaxError"));
  }

  @Test
  void itEndsWhenItsInputDoes() throws Exception {
    tell(new ToChild.Load(1, Map.of(), Optional.empty()));
    assertThat(next()).isEqualTo(new FromChild.Ready());
    in.close();

    assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void itEndsAtALineThatIsNoMessage() throws Exception {
    in.write("[\"free\",1,true]\n".getBytes(UTF_8));
    in.flush();

    assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isNotZero();
  }

  private void tell(ToChild message) throws IOException {
    in.write(MessageCodec.line(message));
    in.flush();
  }

  private FromChild next() throws IOException, ProtocolViolation {
    return MessageCodec.fromChild(out.next().orElseThrow());
  }
}
