package dev.coffer.wire;

/** The files of a server's data directory that others than the server know. */
public final class DataDirectoryFiles {
  /** Held by the server that runs; its content is the number of that process. */
  public static final String LOCK = "coffer.lock";

  /** Where commands on this machine reach the server that runs; missing while none does. */
  public static final String SOCKET = "coffer.sock";

  /**
   * Where the server that runs answers, for scripts; missing while none does. A server that was
   * killed leaves it behind, and anybody may listen there by now.
   */
  public static final String SERVER_URL = "server.url";

  /** The operator key. */
  public static final String OPERATOR_KEY = "operator.key";

  /** The master key, unless the server is told to find it elsewhere. */
  public static final String MASTER_KEY = "master.key";

  /** Settings, one a line. */
  public static final String PROPERTIES = "coffer.properties";

  private DataDirectoryFiles() {}
}
