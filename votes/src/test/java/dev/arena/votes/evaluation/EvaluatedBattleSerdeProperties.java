package dev.arena.votes.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.statistics.loss.OutcomeProbabilities;
import dev.arena.votes.evaluation.EvaluatedBattle.Left;
import dev.arena.votes.evaluation.EvaluatedBattle.Predicted;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

final class EvaluatedBattleSerdeProperties {
  @Property(tries = 200)
  void aStoredBattleIsReadBack(
      @ForAll boolean anonymous,
      @ForAll @IntRange(max = 2) int outcome,
      @ForAll long votedAt,
      @ForAll Left left,
      @ForAll @Size(max = 50) List<@StringLength(max = 80) String> slices,
      @ForAll @IntRange(max = 64) int predictions) {
    EvaluatedBattle battle =
        new EvaluatedBattle(
            anonymous,
            outcome,
            votedAt,
            left,
            slices,
            Collections.nCopies(
                predictions,
                new Predicted(
                    new Scorer("topic", "m@1"),
                    anonymous,
                    new OutcomeProbabilities(0.1, 0.3, 0.6))));
    assertThat(EvaluatedBattleSerde.decode(EvaluatedBattleSerde.encode(battle))).isEqualTo(battle);
  }

  @Test
  void dataOfAnotherVersionAndDamagedDataAreRefused() {
    assertThatThrownBy(() -> EvaluatedBattleSerde.decode(new byte[] {9}))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("version 9; expected 1");
    assertThatThrownBy(() -> EvaluatedBattleSerde.decode(new byte[] {1, 0, 0}))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("damaged");
  }
}
