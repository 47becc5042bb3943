package dev.coffer.server;

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
abstract class OnEachDatabase {

  static TestServer server;

  @Parameter Backend backend;

  TestSite site;

  @BeforeParameterizedClassInvocation
  static void startServer(Backend backend) {
    server = TestServer.start(backend, Map.of("log-level", "warn"));
  }

  @AfterParameterizedClassInvocation
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void makeSite() {
    site = TestSite.on(server).withMembersArea();
  }
}
