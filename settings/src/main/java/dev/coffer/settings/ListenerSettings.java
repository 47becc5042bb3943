package dev.coffer.settings;

import java.util.Set;
import java.util.regex.Pattern;

/** What every program of Coffer that listens can be told about it. */
public final class ListenerSettings {
  /** A name of a host, or an IPv6 address in brackets. */
  public static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]");

  /** The names that a server has. */
  public static final Setting<Set<String>> HOST_NAMES =
      Setting.items(
          "host-names",
          "NAMES",
          "what browsers may call this server besides its address",
          HOST_NAME,
          "names of hosts");

  /** How many clients it serves. */
  public static final Setting<Integer> MAX_CONNECTIONS =
      Setting.number(
              "max-connections",
              "NUMBER",
              "how many connections may be open; 0 for what the process can afford",
              0,
              1_000_000)
          .usually("0");

  private ListenerSettings() {}
}
