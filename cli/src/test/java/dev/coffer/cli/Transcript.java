package dev.coffer.cli;

import dev.coffer.cli.Shell.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Commands and what they print, as a terminal shows them, run again and written down anew. A
 * transcript is true if that gives the same text.
 *
 * <p>A line with {@code $} is a command; what follows it is its standard output, then its standard
 * error behind {@code !}, then its exit code behind {@code ?} unless it is 0. Lines with {@code #}
 * are for the reader. Ids, dates, keys, ports and the data directory are written as what they are,
 * because they differ every time.
 *
 * <p>Commands know as much of a shell as they need: quotes, {@code $VARIABLE}, {@code NAME=$(…)},
 * {@code NAME=value coffer …}, {@code printf %s '…' |} or {@code echo '…' |} before a command, and
 * {@code > file} behind a printf.
 */
final class Transcript {
  private static final Pattern WRITE =
      Pattern.compile("(printf %s|echo) (\\S+|'[^']*') (\\||>) (.+)");
  private static final Pattern CAPTURE = Pattern.compile("([A-Z_]+)=\\$\\((.+)\\)");
  private static final Pattern SETTING = Pattern.compile("([A-Z_]+)=(\\S+) (.+)");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
  private static final Pattern VARIABLE = Pattern.compile("\\$([A-Z_]+)");

  private final LiveServer server;
  private final Map<String, String> variables = new HashMap<>();

  Transcript(LiveServer server, Path directory) {
    this.server = server;
    variables.put("DIR", directory.toString());
    variables.put("URL", server.uri().toString());
    variables.put("DATA", server.data().toString());
  }

  /** Returns the text with what its commands print today. */
  String runAgain(String text) {
    List<String> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (line.startsWith("$ ")) {
        lines.add(line);
        run(line.substring(2), server.shell(), lines);
      } else if (line.startsWith("#") || line.isEmpty()) {
        lines.add(line);
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private void run(String command, Shell shell, List<String> lines) {
    Matcher write = WRITE.matcher(command);
    Matcher capture = CAPTURE.matcher(command);
    Matcher setting = SETTING.matcher(command);
    if (capture.matches()) {
      Outcome outcome = execute(capture.group(2), shell);
      variables.put(capture.group(1), outcome.captured());
      print(outcome.err(), "! ", lines);
      printExitCode(outcome, lines);
    } else if (write.matches()) {
      String content =
          words(write.group(2)).getFirst() + (write.group(1).equals("echo") ? "\n" : "");
      if (write.group(3).equals("|")) {
        run(write.group(4), shell.input(content), lines);
      } else {
        store(content, Path.of(words(write.group(4)).getFirst()));
      }
    } else if (setting.matches()) {
      run(
          setting.group(3),
          shell.variable(setting.group(1), words(setting.group(2)).getFirst()),
          lines);
    } else {
      Outcome outcome = execute(command, shell);
      print(outcome.out(), "", lines);
      print(outcome.err(), "! ", lines);
      printExitCode(outcome, lines);
    }
  }

  private Outcome execute(String command, Shell shell) {
    List<String> words = words(command);
    if (!words.getFirst().equals("coffer")) {
      throw new IllegalArgumentException("Transcripts run coffer, and not: " + command);
    }
    return shell.run(words.subList(1, words.size()).toArray(String[]::new));
  }

  private List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command);
    while (word.find()) {
      if (word.group(1) != null) {
        words.add(word.group(1));
      } else {
        words.add(expanded(word.group(2) != null ? word.group(2) : word.group(3)));
      }
    }
    return words;
  }

  private String expanded(String word) {
    return VARIABLE
        .matcher(word)
        .replaceAll(
            it -> Matcher.quoteReplacement(variables.getOrDefault(it.group(1), it.group())));
  }

  private void print(String output, String mark, List<String> lines) {
    output.lines().forEach(line -> lines.add((mark + alike(line)).stripTrailing()));
  }

  private static void printExitCode(Outcome outcome, List<String> lines) {
    if (outcome.exitCode() != 0) {
      lines.add("? " + outcome.exitCode());
    }
  }

  /**
   * Returns what differs from run to run, written alike and equally long, so that columns stay
   * columns.
   */
  private String alike(String line) {
    return line.replace(variables.get("DATA"), "DATA")
        .replace(variables.get("DIR"), "DIR")
        .replace(variables.get("URL"), "URL")
        .replaceAll(
            "\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b",
            "iiiiiiii-iiii-iiii-iiii-iiiiiiiiiiii")
        .replaceAll("\\b\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d", "yyyy-mm-dd hh:mm")
        .replaceAll(
            "\\b\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z", "yyyy-mm-ddThh:mm:ss.mmmZ")
        .replaceAll("\\bcoffer_[0-9A-Za-z]{49}\\b", "coffer_KEY")
        .replaceAll("\\bcoffer_[0-9A-Za-z]{4}\\b", "coffer_xxxx");
  }

  private static void store(String content, Path file) {
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
