package dev.arena.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.encode.Sequence;
import dev.arena.trainer.recipe.Pooling;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PairRunTest {
  private static final Sequence A = new Sequence(new int[] {7, 8, 9}, 1);
  private static final Sequence B = new Sequence(new int[] {4, 5}, 2);

  /** Pairs of equal length are equal here; tokens are counted before equal sequences are merged. */
  @Property(tries = 200)
  void everyPairIsInOneRunInOrderAndRunsAreFilled(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 1, max = 1500) Integer> lengths) {
    List<TieFreePair> batch =
        lengths.stream()
            .map(
                n ->
                    new TieFreePair(
                        new Sequence(new int[n], 0), new Sequence(new int[n], n), n, 1, 1))
            .toList();
    List<PairRun> runs = PairRun.of(batch);
    assertThat(runs.stream().flatMap(run -> run.pairs().stream()).toList()).isEqualTo(batch);
    for (int i = 0; i < runs.size(); i++) {
      int tokens = runs.get(i).sequences().tokens();
      assertThat(runs.get(i).pairs().size() == 1 || tokens <= PackedSequences.MOST_TOKENS).isTrue();
      if (i > 0) {
        int first = runs.get(i).pairs().get(0).winner().length();
        int before =
            runs.get(i - 1).pairs().stream()
                .mapToInt(pair -> pair.winner().length() + pair.loser().length())
                .sum();
        assertThat(before + 2 * first).isGreaterThan(PackedSequences.MOST_TOKENS);
      }
    }
  }

  @Test
  void aSequenceInTwoPairsIsEncodedOnce() {
    PairRun run =
        PairRun.of(List.of(new TieFreePair(A, B, 0.5, 1, 1), new TieFreePair(B, A, -1, 1, 1)))
            .get(0);
    assertThat(run.sequences().sequences()).containsExactly(A, B);
    assertThat(run.winnerMinusLoser()).isEqualTo(new float[][] {{1, -1}, {-1, 1}});
    assertThat(run.offsets()).containsExactly(0.5f, -1f);
  }

  @Test
  void sequencesAreConcatenated() {
    PackedSequences packed = PackedSequences.of(List.of(A, B, A), 2).get(0);
    assertThat(packed.ids()).containsExactly(7, 8, 9, 4, 5);
    assertThat(packed.types()).containsExactly(0, 1, 1, 0, 0);
    assertThat(packed.positions()).containsExactly(0, 1, 2, 0, 1);
    assertThat(packed.lengths()).containsExactly(3, 2);
    assertThat(packed.means(Pooling.ALL))
        .containsExactly(1f / 3, 1f / 3, 1f / 3, 0, 0, 0, 0, 0, 1f / 2, 1f / 2);
    assertThat(packed.means(Pooling.ANSWERS))
        .containsExactly(0, 1f / 2, 1f / 2, 0, 0, 0, 0, 0, 0, 0);
  }
}
