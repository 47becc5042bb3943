package dev.coffer.sandbox.engine;

import dev.coffer.sandbox.protocol.StackFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Places in the site's files that a text of GraalJS tells of. */
final class Frames {
  private static final int MOST = 50;
  private static final int LONGEST = 16 * 1024;
  private static final Pattern FRAME =
      Pattern.compile(
          "\\s+at (?:(.*) \\()?/((?:backend|public)/[^()]*?):(\\d{1,9}):(\\d{1,9})\\)?");
  private static final Pattern SYNTAX =
      Pattern.compile("(?s)([^\\n:]+):(\\d{1,9}):(\\d{1,9})(?:-\\S*)? ([^\\n]*).*");

  /** A message that began with a place, and the place. */
  record Placed(String message, StackFrame frame) {}

  private Frames() {}

  /** Returns the frames of a stack in files of the site, innermost first. */
  static List<StackFrame> of(String stack) {
    List<StackFrame> frames = new ArrayList<>();
    for (String line : stack.substring(0, Math.min(stack.length(), LONGEST)).split("\n", -1)) {
      Matcher matcher = FRAME.matcher(line);
      if (frames.size() < MOST && matcher.matches()) {
        String function = matcher.group(1) == null ? "" : matcher.group(1);
        frames.add(
            new StackFrame(
                function,
                matcher.group(2),
                Integer.parseInt(matcher.group(3)),
                Integer.parseInt(matcher.group(4))));
      }
    }
    return frames;
  }

  /** Takes the place from the front of a syntax error's message, where it is as it was imported. */
  static Optional<Placed> syntax(String message, SiteModules modules) {
    Matcher matcher = SYNTAX.matcher(message);
    return matcher.matches()
        ? modules
            .fileImportedAs(matcher.group(1))
            .map(file ->
                new Placed(
                    matcher.group(4),
                    new StackFrame(
                        "",
                        file,
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3)))))
        : Optional.empty();
  }
}
