package dev.arena.trainer.tune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.encode.Sequence;
import dev.arena.trainer.network.TieFreePair;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BatchOrderTest {
  @Property(tries = 50)
  void everyPairIsInExactlyOneBatch(
      @ForAll @IntRange(max = 600) int count,
      @ForAll @IntRange(min = 1, max = 20) int batch,
      @ForAll long seed) {
    List<TieFreePair> pairs = pairs(count);
    List<List<TieFreePair>> batches = StepPlan.batches(pairs, batch, seed);
    assertThat(batches.stream().flatMap(List::stream).toList())
        .containsExactlyInAnyOrderElementsOf(pairs);
    assertThat(batches).allSatisfy(list -> assertThat(list).hasSizeBetween(1, batch));
    assertThat(StepPlan.batches(pairs, batch, seed)).isEqualTo(batches);
  }

  @Property(tries = 10)
  void pairsOfABatchAreOfSimilarLength(@ForAll long seed) {
    double spread =
        StepPlan.batches(pairs(512), 16, seed).stream()
            .mapToInt(
                batch ->
                    batch.stream().mapToInt(TieFreePair::length).max().orElseThrow()
                        - batch.stream().mapToInt(TieFreePair::length).min().orElseThrow())
            .average()
            .orElseThrow();
    assertThat(spread).isLessThan(512 / 8.0);
  }

  private static List<TieFreePair> pairs(int count) {
    List<TieFreePair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] ids = IntStream.rangeClosed(0, i).toArray();
      pairs.add(new TieFreePair(new Sequence(ids, 0), new Sequence(ids, 1), 0, 1, 1));
    }
    return pairs;
  }
}
