package dev.coffer.wire;

/** The files of a server's data directory that commands on the same machine read. */
public final class DataDirectoryFiles {
  /** Held by the server that runs; its content is the number of that process. */
  public static final String LOCK = "coffer.lock";

  /** Where the server that runs answers; missing while none does. */
  public static final String SERVER_URL = "server.url";

  /** The operator key. */
  public static final String OPERATOR_KEY = "operator.key";

  /** The master key, unless the server is told to find it elsewhere. */
  public static final String MASTER_KEY = "master.key";

  private DataDirectoryFiles() {}
}
