package dev.coffer.egress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EgressUrlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          https://API.Example.com              | https://api.example.com/
          https://api.example.com:443/a        | https://api.example.com/a
          HTTPS://api.example.com:8443?x=1     | https://api.example.com:8443/?x=1
          https://a.example/x#fragment         | https://a.example/x
          https://a.example/a b"<>{}^`         | https://a.example/a%20b%22%3C%3E%7B%7D%5E%60
          https://a.example/?key=Fm8/jB+1%zz== | https://a.example/?key=Fm8/jB+1%25zz==
          https://a.example/?q=%20%C3%a4é      | https://a.example/?q=%20%C3%a4%C3%A9
          https://bücher.example/              | https://xn--bcher-kva.example/
          https://my_host.example/             | https://my_host.example/
          https://[2001:DB8::1]:444/           | https://[2001:db8::1]:444/
          https://127.1/                       | https://127.1/
          http://a.example:80/                 | http://a.example/
          https://a.example\\@b.example/        | https://a.example/@b.example/
          """)
  void aUrlIsReadAsABrowserReadsIt(String url, String meant) {
    assertThat(EgressUrl.of(url)).map(EgressUrl::url).contains(meant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a.example",
        "//a.example/",
        "ftp://a.example/",
        "file:///etc/passwd",
        "https:///x",
        "https://user@a.example/",
        "https://user:password@a.example/",
        "https://a.example@127.0.0.1/",
        "https://127.0.0.1%2f@a.example/",
        "https://a.example:443@127.0.0.1/",
        "https://a.example:80:80/",
        "https://0177.0.0.1/",
        "https://8.8.8.08/",
        "https://[::1]a.example/",
        "https://a.example\t.b.example/",
        "https://a.example\u0000/",
        "https:a.example/",
        "https:/a.example/",
        "https:\\\\a.example/",
        "https://a.example:99999/",
        "https://a.example:0/",
        "https://[fe80::1%25eth0]/",
        "https://a%2eexample/",
        "https://a example/"
      })
  void whatIsNoWebAddressIsNone(String url) {
    assertThat(EgressUrl.of(url)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          https://b.example/y | https://b.example/y
          //b.example/y       | https://b.example/y
          /y?z=1              | https://a.example:8443/y?z=1
          y                   | https://a.example:8443/d/y
          ../y                | https://a.example:8443/y
          ?z=2                | https://a.example:8443/d/x?z=2
          /a b                | https://a.example:8443/a%20b
          /y#part             | https://a.example:8443/y
          ?z=2#part           | https://a.example:8443/d/x?z=2
          #part               | https://a.example:8443/d/x?q=1
          //b.example/y#part  | https://b.example/y
          https://b.example#x | https://b.example/
          """)
  void aRedirectIsResolvedAgainstWhereItCameFrom(String location, String meant) {
    EgressUrl from = EgressUrl.of("https://a.example:8443/d/x?q=1").orElseThrow();

    assertThat(from.redirected(location)).map(EgressUrl::url).contains(meant);
  }

  @Test
  void aTargetDoesNotShowItsPath() {
    EgressUrl url = EgressUrl.of("https://a.example/?apiKey=secret").orElseThrow();

    assertThat(url).hasToString("https://a.example");
  }
}
