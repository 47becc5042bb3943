package dev.coffer.server.storage;

/** The version of the schema, for tests of other packages. */
public final class SchemaVersion {
  private SchemaVersion() {}

  /** Returns the version that this build makes and migrates to. */
  public static int newest() {
    return Integer.parseInt(Schema.NEWEST);
  }
}
