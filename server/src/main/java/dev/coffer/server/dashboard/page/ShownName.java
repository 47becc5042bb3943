package dev.coffer.server.dashboard.page;

import dev.coffer.server.text.BeyondAscii;
import dev.coffer.server.text.VisibleText;
import java.util.Optional;

/**
 * What people typed to name somebody, as others see it.
 *
 * @param text the name, in which all that is there can be seen
 * @param mark what is not ASCII in it, if it is an address and something is: letters of different
 *     scripts can look the same
 */
public record ShownName(String text, Optional<String> mark) {
  /**
   * {@return how an address is shown}
   *
   * @param email an email address, or what stands in its place for a program
   */
  public static ShownName ofEmail(String email) {
    return new ShownName(VisibleText.of(email), BeyondAscii.of(email));
  }

  /**
   * {@return how a note about somebody is shown, in which an address may be}
   *
   * @param note any text
   */
  public static ShownName ofNote(String note) {
    return new ShownName(VisibleText.of(note), BeyondAscii.ofWords(note));
  }
}
