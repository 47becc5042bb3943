package dev.coffer.server.access;

import java.util.regex.Pattern;

/** What an account can be called by. */
final class EmailAddress {
  static final int LONGEST = 254; // RFC 5321, section 4.5.3.1.3, less the brackets.

  private static final Pattern FORM = Pattern.compile("[^@\\s\\p{Cntrl}]+@[^@\\s\\p{Cntrl}]+");

  private EmailAddress() {}

  /** Tells whether a text is short enough and has the form name@domain. */
  static boolean isValid(String text) {
    return text.length() <= LONGEST && FORM.matcher(text).matches();
  }
}
