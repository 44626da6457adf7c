package dev.arena.console.page.pair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Words for differences of logits. */
final class EffectTest {
  @Test
  void aLogitIsDescribedBySignAndSize() {
    assertThat(Effect.winner(0.05)).isEqualTo("slightly for A");
    assertThat(Effect.winner(-0.1)).isEqualTo("for B");
    assertThat(Effect.winner(-0.7)).isEqualTo("strongly for B");
    assertThat(Effect.tie(0.3)).isEqualTo("for a tie");
    assertThat(Effect.tie(-2)).isEqualTo("strongly against a tie");
  }

  @Test
  void aLogitThatIsShownAsZeroHasNoEffect() {
    assertThat(Effect.winner(-0.0049)).isEqualTo("no effect");
    assertThat(Effect.number(-0.0049)).isEqualTo("0.00");
    assertThat(Effect.number(0.005)).isEqualTo("+0.01");
    assertThat(Effect.shortText(-0.126)).isEqualTo("B -0.13");
    assertThat(Effect.shortText(0)).isEqualTo("0.00");
  }
}
