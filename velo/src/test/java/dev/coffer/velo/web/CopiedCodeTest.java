package dev.coffer.velo.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The code that the dashboard gives a Velo author to copy. */
class CopiedCodeTest {
  @Test
  void theDashboardsCodeForVeloRunsAsItIs() throws InterruptedException {
    try (TestVelo velo = TestVelo.start(Map.of())) {
      velo.createSecret("A+B=C#D", "twelve bytes");
      String code = velo.codeOfTheDashboard();
      assertThat(code).contains("coffer velo").doesNotContain("not");
      velo.save(
          "backend/copied.web.js",
          code
              + """
              import { Permissions, webMethod } from 'wix-web-module';
              export const length =
                  webMethod(Permissions.Anyone, async () => (await secretValue()).length);
              """);
      Client browser = velo.anonymous();
      Client.Reply reply = browser.call("backend/copied.web.js", "length", "[]");
      while (reply.status() == 404) { // The file is not loaded yet.
        Thread.sleep(50);
        reply = browser.call("backend/copied.web.js", "length", "[]");
      }
      assertThat(reply.body()).isEqualTo("{\"result\":12}");
    }
  }
}
