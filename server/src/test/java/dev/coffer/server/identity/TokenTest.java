package dev.coffer.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenTest {
  @Test
  void aTokenIsItselfAndNoOther() {
    Token token = Token.random();
    assertThat(token.is(token.text())).isTrue();
    assertThat(token.is(Token.random().text())).isFalse();
    assertThat(token.is("")).isFalse();
  }
}
