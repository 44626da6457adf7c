package dev.arena.console.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AccessTokenTest {
  @Test
  void aShortTokenOrOneWithOtherCharactersIsRefusedWithoutBeingShown() {
    for (String unusable :
        new String[] {"", "0123456789abcde", "0123456789abcdef ghi", "ä".repeat(20)}) {
      assertThatThrownBy(() -> AccessToken.parse(unusable))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("unusable token; expected " + AccessToken.EXPECTED);
    }
  }

  @Test
  void onlyTheWholeTokenIsAccepted() {
    AccessToken token = AccessToken.parse("0123456789abcdef");

    assertThat(token.isIn("Bearer 0123456789abcdef")).isTrue();
    assertThat(token.isIn(null)).isFalse();
    assertThat(token.isIn("")).isFalse();
    assertThat(token.isIn("Bearer")).isFalse();
    assertThat(token.isIn("Bearer 0123456789abcde")).isFalse();
    assertThat(token.isIn("Bearer 0123456789abcdef0")).isFalse();
    assertThat(token.isIn("0123456789abcdef")).isFalse();
  }

  @Test
  void itIsNotShown() {
    assertThat(AccessToken.parse("0123456789abcdef")).hasToString("(hidden)");
  }
}
