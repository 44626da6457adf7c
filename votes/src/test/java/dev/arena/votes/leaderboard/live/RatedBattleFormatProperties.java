package dev.arena.votes.leaderboard.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.VoteOutcome;
import dev.arena.statistics.rating.StyleDifference;
import dev.arena.votes.battle.Left;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

final class RatedBattleFormatProperties {
  private static final List<VoteOutcome> OUTCOMES =
      List.of(VoteOutcome.A, VoteOutcome.B, VoteOutcome.TIE, VoteOutcome.BOTH_BAD);

  @Property(tries = 200)
  void aStoredBattleIsReadBack(
      @ForAll boolean anonymous,
      @ForAll @IntRange(max = 3) int outcome,
      @ForAll long votedAt,
      @ForAll Left left,
      @ForAll boolean hasStyle,
      @ForAll @FloatRange(min = -1, max = 1) float length,
      @ForAll @Size(max = 30) List<@StringLength(max = 80) String> slices) {
    RatedBattle battle =
        new RatedBattle(
            anonymous,
            "ant",
            "bee",
            OUTCOMES.get(outcome),
            votedAt,
            left,
            hasStyle ? new StyleDifference(length, 0.5f, 0, -0.25f) : null,
            slices.stream().map(RatedBattleFormatProperties::wellFormed).toList());
    byte[] bytes = RatedBattleFormat.BATTLE.encode(battle);
    assertThat(RatedBattleFormat.BATTLE.decode(bytes)).isEqualTo(battle);
  }

  /** Half of a surrogate pair is not text, and no encoding keeps it. */
  private static String wellFormed(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
