package dev.arena.lab.load;

import dev.arena.lab.load.WatchedScorer.Observation;
import dev.arena.servers.MetricsPage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One measurement of how fast pairs are scored from topic to topic.
 *
 * @param pairs number of pairs
 * @param wallNanos time from when the pairs became visible until the last committed preference was
 *     read
 * @param scorerCpuNanos processor time of all scorers in this time
 * @param brokerCpuNanos processor time of the broker in this time
 * @param scorers what the scorers report about this time
 */
public record ThroughputSample(
    long pairs, long wallNanos, long scorerCpuNanos, long brokerCpuNanos, ScorerStats scorers) {

  /** Returns the pairs per second. */
  public double pairsPerSecond() {
    return pairs * 1e9 / wallNanos;
  }

  /** Returns the processor time of all scorers per pair, in milliseconds. */
  public double scorerCpuMillisPerPair() {
    return scorerCpuNanos / 1e6 / pairs;
  }

  /** Returns the processor time of the broker per pair, in milliseconds. */
  public double brokerCpuMillisPerPair() {
    return brokerCpuNanos / 1e6 / pairs;
  }

  /**
   * What all scorers together report.
   *
   * @param stageMillisPerPair time by stage; only stages that the scorers report
   * @param pairsPerBatch mean batch size of the micro-batcher; 0 if there was no batch
   * @param paddingShare fraction of padding among the tokens that the encoder read, in [0, 1]; null
   *     if the scorers report no tokens
   * @param heapBytesPerPair allocated heap; null if a JVM cannot be monitored
   * @param scored number of pairs that each scorer scored
   */
  public record ScorerStats(
      Map<String, Double> stageMillisPerPair,
      double pairsPerBatch,
      @Nullable Double paddingShare,
      @Nullable Double heapBytesPerPair,
      List<Double> scored) {
    private static final double MILLIS = 1e3;

    public ScorerStats {
      stageMillisPerPair = new LinkedHashMap<>(stageMillisPerPair);
      scored = List.copyOf(scored);
    }

    /**
     * Returns the difference between two observations.
     *
     * @param before observations of each scorer
     * @param after later observations of the same scorers
     */
    static ScorerStats between(List<Observation> before, List<Observation> after, long pairs) {
      Map<String, Double> stages = new LinkedHashMap<>();
      double batches = 0;
      double batched = 0;
      double real = 0;
      double padding = 0;
      Double heap = 0.0;
      List<Double> scored = new ArrayList<>();
      for (int i = 0; i < after.size(); i++) {
        MetricsPage increase = after.get(i).metrics().since(before.get(i).metrics());
        increase
            .stageSeconds()
            .forEach((name, seconds) -> stages.merge(name, seconds * MILLIS / pairs, Double::sum));
        batches += increase.sum("arena_batches_total");
        batched += increase.sum("arena_batch_pairs_sum");
        real += increase.value("arena_run_tokens_total", "kind=\"real\"");
        padding += increase.value("arena_run_tokens_total", "kind=\"padding\"");
        scored.add(increase.value("arena_pairs_total", "outcome=\"scored\""));
        Long allocated = after.get(i).allocatedSince(before.get(i));
        heap = heap == null || allocated == null ? null : Double.valueOf(heap + allocated);
      }
      return new ScorerStats(
          stages,
          batches == 0 ? 0 : batched / batches,
          real + padding == 0 ? null : padding / (real + padding),
          heap == null ? null : heap / pairs,
          scored);
    }
  }
}
