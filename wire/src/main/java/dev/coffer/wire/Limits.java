package dev.coffer.wire;

/** How long things may be. Characters are Unicode code points. */
public final class Limits {
  /** The longest name of a secret, in characters. */
  public static final int SECRET_NAME_CHARACTERS = 50;

  /** The longest description of a secret, in characters. */
  public static final int DESCRIPTION_CHARACTERS = 200;

  /** The longest value of a secret, in bytes of UTF-8, unless the server is set otherwise. */
  public static final int DEFAULT_VALUE_BYTES = 65_536;

  /** The longest name of an API key, in characters. */
  public static final int KEY_NAME_CHARACTERS = 100;

  /** The shortest password of a member, in characters. */
  public static final int SHORTEST_PASSWORD_CHARACTERS = 12;

  /** The longest password of a member, in characters. */
  public static final int LONGEST_PASSWORD_CHARACTERS = 1024;

  private Limits() {}
}
