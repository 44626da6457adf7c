package dev.arena.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.Sequence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParitySampleTest {

  @Test
  void pairsWhoseVectorsAreKnownComeFirst() {
    List<EncodedPair> all = pairs(10, 20);
    ParitySample pairs = ParitySample.of(all, vectors(all.subList(7, 10)));
    assertThat(pairs.known()).isEqualTo(3);
    assertThat(pairs.pairs().subList(0, 3)).isEqualTo(all.subList(7, 10));
    assertThat(pairs.pairs()).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void aSampleOfManyPairsIsSpreadOverAllOfThem() {
    List<EncodedPair> all = pairs(6_000, 20);
    ParitySample pairs = ParitySample.of(all, vectors(all.subList(0, 600)));
    assertThat(pairs.pairs()).hasSize(ParitySample.MOST_PAIRS).doesNotHaveDuplicates();
    assertThat(pairs.known()).isEqualTo(ParitySample.MOST_KNOWN);
    assertThat(pairs.pairs().get(300)).isEqualTo(all.get(600));
    assertThat(all.indexOf(pairs.pairs().get(999))).isGreaterThan(5_900);
  }

  @Test
  void aSampleHasFewerPairsIfTheyAreLong() {
    List<EncodedPair> all = pairs(2_000, 512);
    ParitySample pairs = ParitySample.of(all, vectors(all));
    assertThat(pairs.pairs()).hasSize(ParitySample.MOST_KNOWN);
    ParitySample few = ParitySample.of(all, vectors(all.subList(0, 10)));
    assertThat(few.pairs()).hasSize(ParitySample.MOST_TOKENS / 1_024);
  }

  @Test
  void withoutAnyKnownVectorThereIsNothingToCompareWith() {
    assertThatThrownBy(() -> ParitySample.of(pairs(3, 10), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<EncodedPair> pairs(int count, int length) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              int[] a = new int[length];
              int[] b = new int[length];
              a[0] = i;
              b[1] = i + 1;
              return new EncodedPair(
                  new Sequence(a, 1), new Sequence(b, 2), new float[0], new float[0], false);
            })
        .toList();
  }

  private static Map<Sequence, float[]> vectors(List<EncodedPair> pairs) {
    Map<Sequence, float[]> vectors = new HashMap<>();
    for (EncodedPair pair : pairs) {
      vectors.put(pair.first(), new float[0]);
      vectors.put(pair.second(), new float[0]);
    }
    return vectors;
  }
}
