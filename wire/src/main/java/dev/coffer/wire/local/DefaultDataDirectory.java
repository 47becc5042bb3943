package dev.coffer.wire.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where the data is unless somebody says where, for the server and for those who look for it:
 * {@code coffer} in the directory for data of the user ({@code XDG_DATA_HOME}, else {@code
 * ~/.local/share}).
 *
 * <p>It was {@code coffer-data} beside the launcher once, inside the checkout, where {@code git
 * clean -fdx} deletes the database and its key together. One that is there still is used.
 */
public final class DefaultDataDirectory {
  /** In words, for help and manuals. */
  public static final String DESCRIPTION = "coffer in $XDG_DATA_HOME, else in ~/.local/share";

  private static final String NAME = "coffer";
  private static final String FORMER_NAME = "coffer-data";

  private DefaultDataDirectory() {}

  /** It cannot be told where the data is. The message says why, and what to do. */
  public static final class UnknownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownException(String message) {
      super(message);
    }

    @Override
    public String getMessage() {
      return Objects.requireNonNull(super.getMessage(), "every failure has a message");
    }
  }

  /**
   * Finds the directory, which need not exist.
   *
   * @param environment the variables
   * @param notice is told in a line if the data should move elsewhere
   * @throws UnknownException if there is data in two places, or no place for it
   */
  public static Path find(Map<String, String> environment, Consumer<String> notice) {
    return find(
        environment, Optional.ofNullable(System.getProperty("coffer.home")).map(Path::of), notice);
  }

  static Path find(
      Map<String, String> environment, Optional<Path> launcher, Consumer<String> notice) {
    Optional<Path> parent =
        absolute(environment, "XDG_DATA_HOME")
            .or(() -> absolute(environment, "HOME").map(home -> home.resolve(".local/share")));
    Optional<Path> usual = parent.map(data -> data.resolve(NAME));
    Optional<Path> former =
        launcher.map(home -> home.toAbsolutePath().resolve(FORMER_NAME)).filter(Files::isDirectory);
    if (former.isEmpty()) {
      return usual.orElseThrow(() ->
          new UnknownException(
              "there is no place for the data directory: neither XDG_DATA_HOME nor HOME is set;"
                  + " name one with --data or COFFER_DATA"));
    }
    if (usual.filter(Files::exists).isPresent()) {
      throw new UnknownException(
          "there are two data directories, "
              + former.get()
              + " beside the launcher and "
              + usual.get()
              + "; name the one that is meant with --data or COFFER_DATA");
    }
    notice.accept(
        "the data is in "
            + former.get()
            + ", beside the launcher, where 'git clean' deletes it; stop the server, then run: "
            + move(former.get(), parent));
    return former.get();
  }

  private static Optional<Path> absolute(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable))
        .filter(text -> !text.isEmpty())
        .map(Path::of)
        .filter(Path::isAbsolute);
  }

  private static String move(Path from, Optional<Path> parent) {
    if (parent.isEmpty()) {
      return "mv " + ShellWord.quoted(from) + " DIR, and name DIR with --data";
    }
    return "mkdir -p "
        + ShellWord.quoted(parent.get())
        + " && mv "
        + ShellWord.quoted(from)
        + " "
        + ShellWord.quoted(parent.get().resolve(NAME));
  }
}
