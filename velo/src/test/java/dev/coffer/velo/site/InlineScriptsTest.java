package dev.coffer.velo.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InlineScriptsTest {
  private static List<String> hashes(String page) throws IOException {
    return InlineScripts.hashes(new ByteArrayInputStream(page.getBytes(UTF_8)));
  }

  private static String hash(String script) {
    return Base64.getEncoder().encodeToString(Sha256.digest().digest(script.getBytes(UTF_8)));
  }

  static Stream<Arguments> pages() {
    return Stream.of(
        arguments("<script>a()</script>", "a()"),
        arguments("<SCRIPT\tTYPE=module> a </ScRiPt >", " a "),
        arguments("<p>x</p><script type='a>b' data-x=\"'>\">f</script>", "f"),
        arguments("<<script>x</script>", "x"),
        arguments("<scrip<script>x</script>", "x"),
        arguments("<scr\u0130pt>no</script><script>x</script>", "x"),
        arguments(
            "<script>1 < 2 </scrip> </scripts> </s</script>", "1 < 2 </scrip> </scripts> </s"),
        arguments("<script>'<script>'</script>", "'<script>'"),
        arguments("<script\r\n>a\r\n\rb\nc\r</script>", "a\n\nb\nc\n"),
        arguments("<script>'grüße \uD83D\uDE00'</script>", "'grüße \uD83D\uDE00'"));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void aScriptIsFoundAsBrowsersHaveIt(String page, String script) throws IOException {
    assertThat(hashes(page)).containsExactly(hash(script));
    assertThat(hashes("x" + page + page)).containsExactly(hash(script), hash(script));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<p>no</p>",
        "<scripts>x</scripts>",
        "<script src=\"/a.js\"></script>",
        "<script>without an end",
        "<script",
        "",
      })
  void whatIsNoScriptIsNone(String page) throws IOException {
    assertThat(hashes(page)).isEmpty();
  }

  @Test
  void aScriptMayBeLongAndOutsideOfTheBasicPlane() throws IOException {
    String script = "x" + "\uD83D\uDE00".repeat(50_000);
    assertThat(hashes("<script>" + script + "</script>")).containsExactly(hash(script));
  }

  @Test
  void aTagMayBeLong() throws IOException {
    String tag = "<script data-x='" + "x".repeat(200_000) + "'>";
    assertThat(hashes(tag + "f</script>")).containsExactly(hash("f"));
  }

  @Test
  void onlySoManyScriptsAreFound() throws IOException {
    assertThat(hashes("<script>x</script>".repeat(InlineScripts.MOST + 10)))
        .hasSize(InlineScripts.MOST);
  }
}
