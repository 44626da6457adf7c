package dev.arena.votes.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.statistics.loss.OutcomeProbabilities;
import dev.arena.votes.battle.Left;
import dev.arena.votes.battle.StoredFormat;
import dev.arena.votes.evaluation.EvaluatedBattle.Predicted;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

final class EvaluatedBattleFormatProperties {
  private static final StoredFormat<EvaluatedBattle> FORMAT = EvaluatedBattleFormat.BATTLE;

  @Property(tries = 200)
  void aStoredBattleIsReadBack(
      @ForAll boolean anonymous,
      @ForAll @IntRange(max = 2) int outcome,
      @ForAll long votedAt,
      @ForAll boolean ahead,
      @ForAll Left left,
      @ForAll @Size(max = 200) List<@StringLength(max = 80) String> slices,
      @ForAll @IntRange(max = 64) int predictions) {
    EvaluatedBattle battle =
        new EvaluatedBattle(
            anonymous,
            outcome,
            votedAt,
            ahead,
            left,
            slices.stream().map(EvaluatedBattleFormatProperties::wellFormed).toList(),
            Collections.nCopies(
                predictions,
                new Predicted(
                    new Scorer("topic", "m@1"),
                    anonymous,
                    new OutcomeProbabilities(0.1, 0.3, 0.6))));
    assertThat(FORMAT.decode(FORMAT.encode(battle))).isEqualTo(battle);
  }

  /** Half of a surrogate pair is not text, and no encoding keeps it. */
  private static String wellFormed(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  @Test
  void aBattleInMoreThan127SlicesIsReadBack() {
    List<String> slices = IntStream.range(0, 300).mapToObj(i -> "category=" + i).toList();
    EvaluatedBattle battle = new EvaluatedBattle(true, 2, 5, true, Left.WINS, slices, List.of());
    assertThat(FORMAT.decode(FORMAT.encode(battle))).isEqualTo(battle);
  }

  @Test
  void dataOfAnotherVersionAndDamagedDataAreRefused() {
    assertThatThrownBy(() -> FORMAT.decode(new byte[] {9}))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("version 9; expected 1");
    assertThatThrownBy(() -> FORMAT.decode(new byte[] {1, 0, 8, 0, 0, 14}))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("damaged");
  }
}
