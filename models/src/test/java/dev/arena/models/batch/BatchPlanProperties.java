package dev.arena.models.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.encode.Sequence;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class BatchPlanProperties {

  @Property(tries = 300)
  void everySequenceIsPlannedAndEqualOnesOnlyOnce(
      @ForAll("sequences") List<Sequence> sequences, @ForAll("limits") BatchLimits limits) {
    BatchPlan plan = BatchPlan.of(sequences, limits);
    assertThat(plan.positions()).hasSameSizeAs(sequences);
    for (int i = 0; i < sequences.size(); i++) {
      assertThat(plan.distinct().get(plan.positions().get(i))).isEqualTo(sequences.get(i));
    }
    assertThat(plan.distinct()).doesNotHaveDuplicates();
    assertThat(plan.runs().stream().flatMap(List::stream))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, plan.distinct().size()).boxed().toList());
  }

  @Property(tries = 300)
  void noRunExceedsTheLimitsUnlessASingleSequenceDoes(
      @ForAll("sequences") List<Sequence> sequences, @ForAll("limits") BatchLimits limits) {
    BatchPlan plan = BatchPlan.of(sequences, limits);
    int previous = Integer.MAX_VALUE;
    for (List<Integer> run : plan.runs()) {
      int longest = run.stream().mapToInt(i -> plan.distinct().get(i).length()).max().orElseThrow();
      assertThat(run.size()).isLessThanOrEqualTo(limits.maxSequences());
      if (run.size() > 1) {
        assertThat(run.size() * longest).isLessThanOrEqualTo(limits.maxTokens());
      }
      assertThat(longest).as("longest first").isLessThanOrEqualTo(previous);
      previous = longest;
    }
  }

  @Example
  void oneByOneMakesARunOfEachSequence() {
    List<Sequence> sequences = List.of(sequence(2), sequence(3), sequence(3));
    BatchPlan plan = BatchPlan.of(sequences, BatchLimits.oneByOne());
    assertThat(plan.runs()).containsExactly(List.of(1), List.of(0));
    assertThat(plan.positions()).containsExactly(0, 1, 1);
  }

  @Provide
  Arbitrary<List<Sequence>> sequences() {
    return Arbitraries.integers()
        .between(0, 40)
        .map(BatchPlanProperties::sequence)
        .list()
        .ofMaxSize(30);
  }

  @Provide
  Arbitrary<BatchLimits> limits() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 10), Arbitraries.integers().between(1, 200))
        .as(BatchLimits::new);
  }

  private static Sequence sequence(int length) {
    return new Sequence(IntStream.range(0, length).toArray(), 0);
  }
}
