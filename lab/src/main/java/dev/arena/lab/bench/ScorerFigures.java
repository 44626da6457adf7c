package dev.arena.lab.bench;

import dev.arena.lab.load.ThroughputSample;
import dev.arena.streamer.operations.Stage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What scorers say about themselves, over several measurements.
 *
 * @param stages in the order of a pair's way; empty if they show none
 * @param pairsPerBatch of the micro-batcher
 * @param paddingShare of the tokens that the encoder read, in [0, 1]; null if not shown
 * @param heapBytesPerPair allocated; null where their JVMs cannot be asked
 */
record ScorerFigures(
    List<StageTime> stages,
    Spread pairsPerBatch,
    @Nullable Spread paddingShare,
    @Nullable Spread heapBytesPerPair) {

  ScorerFigures {
    stages = List.copyOf(stages);
  }

  /**
   * @param name as in the metric's label
   * @param msPerPair time of threads, or of pairs that wait, divided by pairs
   */
  record StageTime(String name, Spread msPerPair) {}

  /**
   * @param passages at least one
   */
  static ScorerFigures of(List<ThroughputSample> passages) {
    List<StageTime> stages = new ArrayList<>();
    Set<String> shown = passages.get(0).inside().stageMillisPerPair().keySet();
    for (String name : inOrder(shown)) {
      stages.add(
          new StageTime(
              name,
              spread(
                  passages, inside -> inside.stageMillisPerPair().getOrDefault(name, Double.NaN))));
    }
    return new ScorerFigures(
        stages,
        spread(passages, ThroughputSample.Inside::pairsPerBatch),
        spreadIfTold(passages, ThroughputSample.Inside::paddingShare),
        spreadIfTold(passages, ThroughputSample.Inside::heapBytesPerPair));
  }

  /** A pair's way through them, then those that are not known here. */
  private static List<String> inOrder(Set<String> shown) {
    Set<String> names = new LinkedHashSet<>();
    for (Stage stage : Stage.values()) {
      names.add(stage.text());
    }
    names.retainAll(shown);
    names.addAll(shown);
    return List.copyOf(names);
  }

  private static Spread spread(
      List<ThroughputSample> passages, ToDoubleFunction<ThroughputSample.Inside> figure) {
    return Spread.of(
        passages.stream().map(passage -> figure.applyAsDouble(passage.inside())).toList());
  }

  private static @Nullable Spread spreadIfTold(
      List<ThroughputSample> passages, Function<ThroughputSample.Inside, @Nullable Double> figure) {
    boolean told =
        passages.stream().map(ThroughputSample::inside).map(figure).allMatch(Objects::nonNull);
    return told ? spread(passages, inside -> Objects.requireNonNull(figure.apply(inside))) : null;
  }
}
