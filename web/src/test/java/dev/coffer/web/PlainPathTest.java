package dev.coffer.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainPathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/dashboard",
        "/dashboard/",
        "/a/b.c/..d/e..",
        "/s%C3%BC%C3%9F",
        "/a%20b",
        "/@:+"
      })
  void mostPathsAreReadAlike(String path) {
    assertThat(PlainPath.is(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "*", "dashboard", "//dashboard", "/dashboard//", "/a//b", "/./a", "/a/..", "/a/../b",
            "/a;b",
        "/;/a", "/a\\b", "/a%2fb", "/a%2Fb", "/%2e%2e/b", "/a%5cb", "/a%3Bb", "/%64ashboard",
            "/a%00", "/a%7e",
        "/%5Fx",
      })
  void othersMayBeReadAsAnotherPath(String path) {
    assertThat(PlainPath.is(path)).isFalse();
  }
}
