package dev.coffer.server.testing;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs the tests of a class on each database: one server for all of them, a fresh site for each.
 */
@ParameterizedClass
@EnumSource(Backend.class)
public abstract class OnEachDatabase {
  public static TestServer server;

  /** Its Members Area is set up. */
  public static TestSite site;

  @Parameter public Backend backend;

  @BeforeParameterizedClassInvocation
  public static void startServer(Backend backend) {
    server = TestServer.start(backend, Map.of("log-level", "warn"));
    site = TestSite.on(server).withMembersArea();
  }

  @AfterParameterizedClassInvocation
  public static void stopServer() {
    server.close();
  }

  @BeforeEach
  public void emptySite() {
    site.empty();
  }
}
