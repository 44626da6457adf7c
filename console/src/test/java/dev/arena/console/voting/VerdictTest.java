package dev.arena.console.voting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.VoteOutcome;
import org.junit.jupiter.api.Test;

/** What a voter says, and what it means for the pair. */
final class VerdictTest {
  @Test
  void ofSwappedSidesLeftMeansB() {
    assertThat(Verdict.LEFT.outcome(false)).isEqualTo(VoteOutcome.A);
    assertThat(Verdict.LEFT.outcome(true)).isEqualTo(VoteOutcome.B);
    assertThat(Verdict.RIGHT.outcome(false)).isEqualTo(VoteOutcome.B);
    assertThat(Verdict.RIGHT.outcome(true)).isEqualTo(VoteOutcome.A);
    for (boolean swapped : new boolean[] {true, false}) {
      assertThat(Verdict.TIE.outcome(swapped)).isEqualTo(VoteOutcome.TIE);
      assertThat(Verdict.BOTH_BAD.outcome(swapped)).isEqualTo(VoteOutcome.BOTH_BAD);
    }
  }

  @Test
  void itsTextIsInLowerCase() {
    for (Verdict verdict : Verdict.values()) {
      assertThat(Verdict.of(verdict.text())).contains(verdict);
    }
    assertThat(Verdict.of("both_bad")).contains(Verdict.BOTH_BAD);
    assertThat(Verdict.of("LEFT")).isEmpty();
    assertThat(Verdict.of("")).isEmpty();
  }
}
