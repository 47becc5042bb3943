package dev.coffer.velo.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.velo.host.RunningCoffer;
import dev.coffer.velo.web.Client.Reply;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A site behind a proxy that ends TLS and says who its clients are. */
class BehindProxyVeloTest {
  private static final Map<String, String> OF_PROXIES =
      Map.of(
          "X-Forwarded-For", "198.51.100.9, 192.0.2.7",
          "X-Forwarded-Host", "evil.example",
          "X-Forwarded-Proto", "http",
          "Forwarded", "for=203.0.113.1;host=evil.example");

  private static TestVelo site;

  @BeforeAll
  static void start() {
    site =
        TestVelo.start(
            Map.of(
                "velo.properties",
                """
                public-url = https://shop.example.com
                trusted-proxies = 127.0.0.1
                client-address-header = X-Forwarded-For
                """,
                "backend/http-functions.js",
                """
                import { ok } from 'wix-http-functions';
                export function get_where(request) {
                  return ok({ body: `${request.ip} ${request.url} ${request.baseUrl}` });
                }
                """));
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  @Test
  void codeSeesTheClientAndThePublicUrl() {
    Reply reply = site.anonymous().send("GET", "/_functions/where", Optional.empty(), OF_PROXIES);
    assertThat(reply.body())
        .isEqualTo(
            "192.0.2.7 https://shop.example.com/_functions/where"
                + " https://shop.example.com/_functions");
  }

  @Test
  void theCookieOfALogInIsForHttpsAlone() {
    Client owner = site.anonymous();
    Map<String, String> headers = new HashMap<>(OF_PROXIES);
    headers.put("Origin", "https://shop.example.com");
    Reply reply =
        owner.formWith(
            headers, "/_log-in", "email", TestVelo.OWNER, "password", RunningCoffer.PASSWORD);
    assertThat(reply.status()).isEqualTo(303);
    assertThat(reply.header("Set-Cookie"))
        .startsWith("__Host-coffer-velo-")
        .contains("Secure")
        .contains("Path=/");
    assertThat(owner.get("/_log-in").body()).contains("You are logged in");
  }

  @Test
  void aFormOfAnotherOriginIsRefused() {
    for (String origin : new String[] {"http://shop.example.com", "https://evil.example"}) {
      Reply reply =
          site.anonymous()
              .formWith(
                  Map.of("Origin", origin),
                  "/_log-in",
                  "email",
                  TestVelo.OWNER,
                  "password",
                  RunningCoffer.PASSWORD);
      assertThat(reply.status()).as(origin).isEqualTo(403);
    }
  }
}
