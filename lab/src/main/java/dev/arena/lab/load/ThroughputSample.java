package dev.arena.lab.load;

import dev.arena.lab.load.WatchedScorer.Observation;
import dev.arena.servers.MetricsPage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What it took to bring a number of pairs from topic to topic.
 *
 * @param pairs how many
 * @param wallNanos from when they became visible until the last committed preference was read
 * @param scorerCpuNanos processor time of all scorers meanwhile
 * @param brokerCpuNanos processor time of the broker meanwhile
 * @param inside what the scorers say of it
 */
public record ThroughputSample(
    long pairs, long wallNanos, long scorerCpuNanos, long brokerCpuNanos, Inside inside) {

  /** Pairs in a second. */
  public double pairsPerSecond() {
    return pairs * 1e9 / wallNanos;
  }

  /**
   * All scorers together.
   *
   * @param stageMillisPerPair by stage; only stages that the scorers show
   * @param pairsPerBatch of the micro-batcher, on average; 0 if there was no batch
   * @param paddingShare of the tokens that the encoder read, in [0, 1]; null if the scorers show no
   *     tokens
   * @param heapBytesPerPair allocated; null where a JVM cannot be asked
   * @param scored pairs by scorer
   */
  public record Inside(
      Map<String, Double> stageMillisPerPair,
      double pairsPerBatch,
      @Nullable Double paddingShare,
      @Nullable Double heapBytesPerPair,
      List<Double> scored) {
    private static final double MILLIS = 1e3;

    public Inside {
      stageMillisPerPair = new LinkedHashMap<>(stageMillisPerPair);
      scored = List.copyOf(scored);
    }

    /**
     * @param before of each scorer
     * @param after of the same scorers
     */
    static Inside between(List<Observation> before, List<Observation> after, long pairs) {
      Map<String, Double> stages = new LinkedHashMap<>();
      double batches = 0;
      double batched = 0;
      double real = 0;
      double padding = 0;
      Double heap = 0.0;
      List<Double> scored = new ArrayList<>();
      for (int i = 0; i < after.size(); i++) {
        MetricsPage grown = after.get(i).metrics().since(before.get(i).metrics());
        grown
            .stageSeconds()
            .forEach((name, seconds) -> stages.merge(name, seconds * MILLIS / pairs, Double::sum));
        batches += grown.sum("arena_batches_total");
        batched += grown.sum("arena_batch_pairs_sum");
        real += grown.value("arena_run_tokens_total", "kind=\"real\"");
        padding += grown.value("arena_run_tokens_total", "kind=\"padding\"");
        scored.add(grown.value("arena_pairs_total", "outcome=\"scored\""));
        heap = plus(heap, before.get(i).allocated(), after.get(i).allocated());
      }
      return new Inside(
          stages,
          batches == 0 ? 0 : batched / batches,
          real + padding == 0 ? null : padding / (real + padding),
          heap == null ? null : heap / pairs,
          scored);
    }

    private static @Nullable Double plus(
        @Nullable Double sum, @Nullable Map<Long, Long> before, @Nullable Map<Long, Long> after) {
      return sum == null || before == null || after == null
          ? null
          : Double.valueOf(sum + JmxClient.grown(before, after));
    }
  }
}
