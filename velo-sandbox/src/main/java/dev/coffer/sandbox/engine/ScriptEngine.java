package dev.coffer.sandbox.engine;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.SandboxPolicy;

/** What all realms share, with the code that they parsed. Threads may share it. */
public final class ScriptEngine {
  private final Engine engine =
      Engine.newBuilder("js")
          .sandbox(SandboxPolicy.CONSTRAINED)
          .in(InputStream.nullInputStream())
          .out(OutputStream.nullOutputStream())
          .err(OutputStream.nullOutputStream())
          .build();

  /**
   * Returns a pool of realms that can import these files.
   *
   * @param files texts by path, such as {@code backend/email.web.js}
   */
  public RealmPool realms(Map<String, String> files) {
    return new RealmPool(engine, new SiteModules(files));
  }

  /** Returns a parser of what files export. */
  public ExportParser exportParser() {
    return new ExportParser(engine);
  }
}
