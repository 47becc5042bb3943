package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The English of code and documents: the worst habits stay out. The rest is for readers. */
final class ProseTest {
  private static final Path ROOT = Path.of("..");

  /** Each with what to write instead. */
  private static final List<Habit> HABITS =
      List.of(
          new Habit("\\b(?:to|for|than|only) who [a-z]", "anyone who, the person who"),
          new Habit("\\b(?:that|which|it|permission|stack|text) (?:is|are) none\\b", "not one"),
          new Habit("\\bwhat is no [a-z]", "anything but, an invalid"),
          new Habit("\\bof (?:its|their|his|her|your|my) own making\\b", "self-made"),
          new Habit("\\bno such [a-z]+ as\\b", "does not exist"),
          new Habit("\\bdid not arrive whole\\b", "incomplete"),
          new Habit("\\bdressed with\\b", "style sheets, scripts and icons"));

  /** An error whose message is not a sentence of a page, and how its text begins and ends. */
  private static final Pattern ERROR =
      Pattern.compile(
          "new (?:NotFound|AlreadyExists|PermissionDenied|FailedPrecondition|Unauthenticated"
              + "|Aborted|ResourceExhausted|StorageUnavailable|\\w*StartupException"
              + "|CommandFailure|IllegalStateException|IllegalArgumentException)"
              + "\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*[,)]");

  private static final Pattern CAPITAL = Pattern.compile("^(?!Coffer|Java|Members)[A-Z][a-z].*");

  private record Habit(Pattern pattern, String instead) {
    Habit(String pattern, String instead) {
      this(Pattern.compile(pattern), instead);
    }
  }

  @Test
  void codeAndDocumentsAreWrittenInPlainEnglish() {
    List<String> found = new ArrayList<>();
    List<Path> files = files();
    for (Path file : files) {
      String text = text(file);
      for (Habit habit : HABITS) {
        habit
            .pattern()
            .matcher(text)
            .results()
            .forEach(match -> found.add(place(file, text, match) + "; rather: " + habit.instead()));
      }
    }
    assertThat(files).hasSizeGreaterThan(300);
    assertThat(found).as("phrases to reword").isEmpty();
  }

  @Test
  void messagesOfErrorsBeginInLowerCaseAndEndWithoutAFullStop() {
    List<String> found = new ArrayList<>();
    List<MatchResult> errors = new ArrayList<>();
    for (Path file : files()) {
      String text = text(file);
      ERROR
          .matcher(text)
          .results()
          .forEach(match -> {
            errors.add(match);
            String message = match.group(1);
            if (CAPITAL.matcher(message).matches() || message.endsWith(".")) {
              found.add(place(file, text, match));
            }
          });
    }
    assertThat(errors).hasSizeGreaterThan(50);
    assertThat(found).as("messages of errors to reword").isEmpty();
  }

  private static String place(Path file, String text, MatchResult match) {
    long line = text.substring(0, match.start()).lines().count();
    return ROOT.relativize(file) + ":" + line + ": " + match.group().strip();
  }

  private static List<Path> files() {
    List<Path> files = new ArrayList<>(proseIn(ROOT.resolve("docs")));
    try (Stream<Path> modules = Files.list(ROOT)) {
      modules
          .map(module -> module.resolve("src/main"))
          .filter(Files::isDirectory)
          .forEach(sources -> files.addAll(proseIn(sources)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (String name : List.of("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")) {
      files.add(ROOT.resolve(name));
    }
    return files;
  }

  private static List<Path> proseIn(Path directory) {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.filter(ProseTest::isProse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isProse(Path file) {
    String name = file.getFileName().toString();
    return Stream.of(".java", ".md", ".jte", ".yaml").anyMatch(name::endsWith);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
