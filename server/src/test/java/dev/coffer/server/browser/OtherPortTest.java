package dev.coffer.server.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.coffer.server.testing.Browser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Another program on this host, which the person's browser visits too. */
class OtherPortTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static final String VALUE = "value-marker";

  private final Queue<String> cookies = new ConcurrentLinkedQueue<>();
  private HttpServer neighbour;

  @BeforeEach
  void startNeighbour() throws IOException {
    neighbour = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    neighbour.createContext(
        "/",
        exchange -> {
          cookies.addAll(exchange.getRequestHeaders().getOrDefault("Cookie", List.of()));
          byte[] page = "<!doctype html><title>Neighbour</title>".getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    neighbour.start();
  }

  @AfterEach
  void stopNeighbour() {
    neighbour.stop(0);
  }

  @Test
  void getsTheCookieAndNoValue() {
    OwnedSite site = CHROMIUM.newSite();
    String secret = site.secret("API_TOKEN", VALUE, "");
    Window window = CHROMIUM.window(Screen.DESKTOP_LIGHT);
    window.open("/dashboard").fill("Email", site.owner()).fill("Password", OwnedSite.PASSWORD);
    window.press("Log in").isAt(site.path("secrets"));

    window.page().navigate("http://127.0.0.1:" + neighbour.getAddress().getPort() + "/");
    assertThat(window.page().evaluate("() => localStorage.getItem('coffer-page-key')")).isNull();
    window.complaints().clear(); // Of requests to the neighbour, which are meant to be.
    assertThat(cookies).anyMatch(line -> line.contains("coffer-session="));

    Browser thief = Browser.at(CHROMIUM.server()).withoutScripts();
    for (String cookie : cookies.element().split("; *", -1)) {
      thief.cookies().put(cookie.replaceFirst("=.*", ""), cookie.replaceFirst("^[^=]*=", ""));
    }
    assertThat(thief.get(secret).body()).contains("API_TOKEN");
    assertThat(thief.post(secret + "/value").body())
        .doesNotContain(VALUE)
        .contains("Confirm your password");

    window.open(secret).press("Retrieve value");
    assertThat(window.page().locator("#revealed")).hasValue(VALUE);
  }
}
