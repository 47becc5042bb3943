package dev.coffer.server.identity;

import java.util.regex.Pattern;

/** What an account can be called by. */
public final class EmailAddress {
  /** How many characters it has at most: RFC 5321, section 4.5.3.1.3, less the brackets. */
  public static final int LONGEST = 254;

  private static final Pattern FORM = Pattern.compile("[^@\\s\\p{Cntrl}]+@[^@\\s\\p{Cntrl}]+");

  private EmailAddress() {}

  /** Tells whether a text is short enough and has the form name@domain. */
  public static boolean isValid(String text) {
    return text.length() <= LONGEST && FORM.matcher(text).matches();
  }
}
