package dev.arena.lab.bench;

import dev.arena.lab.load.ThroughputSample;
import dev.arena.lab.report.Spread;
import dev.arena.lab.report.TextLines;
import dev.arena.streamer.operations.Stage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What scorers report about themselves, over several measurements.
 *
 * @param stages stages in processing order; empty if the scorers report none
 * @param pairsPerBatch mean batch size of the micro-batcher
 * @param paddingShare fraction of padding among the tokens that the encoder read, in [0, 1]; null
 *     if it is not reported
 * @param heapBytesPerPair allocated heap; null if the JVMs cannot be monitored
 */
record ScorerFigures(
    List<StageTime> stages,
    Spread pairsPerBatch,
    @Nullable Spread paddingShare,
    @Nullable Spread heapBytesPerPair) {
  private static final String STAGE = "   %-12s %s";

  ScorerFigures {
    stages = List.copyOf(stages);
  }

  /**
   * The time of a stage.
   *
   * @param name name in the metric's label
   * @param msPerPair time of threads, or of pairs that wait, divided by the number of pairs
   */
  record StageTime(String name, Spread msPerPair) {}

  /**
   * Returns the figures of several measurements.
   *
   * @param samples at least one
   */
  static ScorerFigures of(List<ThroughputSample> samples) {
    List<ThroughputSample.ScorerStats> stats =
        samples.stream().map(ThroughputSample::scorers).toList();
    List<StageTime> stages = new ArrayList<>();
    for (String name : inOrder(stats.get(0).stageMillisPerPair().keySet())) {
      stages.add(
          new StageTime(
              name,
              Spread.of(stats, each -> each.stageMillisPerPair().getOrDefault(name, Double.NaN))));
    }
    return new ScorerFigures(
        stages,
        Spread.of(stats, ThroughputSample.ScorerStats::pairsPerBatch),
        ifReported(stats, ThroughputSample.ScorerStats::paddingShare),
        ifReported(stats, ThroughputSample.ScorerStats::heapBytesPerPair));
  }

  /** Returns the names in processing order, followed by unknown names. */
  private static List<String> inOrder(Set<String> reported) {
    Set<String> names = new LinkedHashSet<>();
    for (Stage stage : Stage.values()) {
      names.add(stage.text());
    }
    names.retainAll(reported);
    names.addAll(reported);
    return List.copyOf(names);
  }

  private static @Nullable Spread ifReported(
      List<ThroughputSample.ScorerStats> stats,
      Function<ThroughputSample.ScorerStats, @Nullable Double> figure) {
    return stats.stream().map(figure).allMatch(Objects::nonNull)
        ? Spread.of(stats, each -> Objects.requireNonNull(figure.apply(each)))
        : null;
  }

  /** Adds what the scorers report about themselves. */
  void addTo(TextLines text) {
    if (!stages.isEmpty()) {
      text.add(STAGE, "stage", "ms a pair");
    }
    stages.forEach(stage -> text.add(STAGE, stage.name(), stage.msPerPair()));
    text.add(
        "   %s pairs a batch; padding %s; heap %s bytes a pair",
        pairsPerBatch,
        paddingShare == null ? "not reported" : paddingShare,
        heapBytesPerPair == null ? "not reported" : heapBytesPerPair);
  }
}
