package dev.coffer.cli;

import dev.coffer.wire.KeyFormat;
import dev.coffer.wire.local.TrustedPath;
import dev.coffer.wire.local.UntrustedPathException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * An API key or the operator key, as it is sent.
 *
 * @param origin where it came from, for messages: a variable or a file
 */
record Key(String text, String origin) {
  /**
   * @throws CommandFailure when the text cannot be a key: empty, or of other characters than keys
   *     have
   */
  Key {
    if (text.isEmpty()) {
      throw new CommandFailure(ExitCode.NOT_ALLOWED, origin + " holds no key: it is empty");
    }
    if (!text.matches("[!-~]{1,1024}")) {
      throw new CommandFailure(ExitCode.NOT_ALLOWED, origin + " holds something that is not a key");
    }
  }

  /**
   * Reads a key that stands alone in a file, with or without a line break after it.
   *
   * @throws CommandFailure if it cannot be read, or others could have put it there
   */
  static Key readFrom(Path file) {
    try {
      TrustedPath.requireIrreplaceableIfOwned(file);
      return new Key(Files.readString(file).strip(), file.toString());
    } catch (NoSuchFileException e) {
      throw new CommandFailure(ExitCode.NOT_ALLOWED, "there is no key file " + file);
    } catch (AccessDeniedException e) {
      throw new CommandFailure(
          ExitCode.NOT_ALLOWED,
          "the key file "
              + file
              + " may not be read by this user; run the command as the user who"
              + " runs the server, or name a key of your own with --key-file");
    } catch (UntrustedPathException e) {
      throw new CommandFailure(ExitCode.NOT_ALLOWED, "no key was read: " + e.getMessage());
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.NOT_ALLOWED, "the key file " + file + " cannot be read");
    }
  }

  /** Returns whether this is the operator key, which may do everything on every site. */
  boolean isOperatorKey() {
    return text.startsWith(KeyFormat.OPERATOR_KEY_PREFIX);
  }

  /** Shows where the key came from and not the key. */
  @Override
  public String toString() {
    return "Key[" + origin + "]";
  }
}
