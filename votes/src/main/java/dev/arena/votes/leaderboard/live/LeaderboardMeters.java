package dev.arena.votes.leaderboard.live;

import dev.arena.kafka.operations.Meters;
import dev.arena.kafka.streams.TaskValue;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** The metrics of the leaderboard. Safe for use by many threads. */
public final class LeaderboardMeters implements LeaderboardListener {
  private static final double NANOS = 1e9;

  private final LongSupplier nanoTime;
  private final LongAdder refits = new LongAdder();
  private final TaskValue<List<BoardState>> boards = new TaskValue<>(List.of());

  LeaderboardMeters(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Registers the metrics, which have no values until a board is computed.
   *
   * @param nanoTime that of {@link LeaderboardSettings}
   */
  public static LeaderboardMeters register(Meters meters, LongSupplier nanoTime) {
    LeaderboardMeters leaderboard = new LeaderboardMeters(nanoTime);
    meters.collector(leaderboard::snapshots);
    meters.time(LeaderboardMetric.REFIT, leaderboard.refits::sum);
    return leaderboard;
  }

  @Override
  public void updated(Object task, List<BoardState> ofTask) {
    boards.set(task, List.copyOf(ofTask));
  }

  @Override
  public void refitted(long nanos) {
    refits.add(nanos);
  }

  @Override
  public void ended(Object task) {
    boards.ended(task);
  }

  MetricSnapshots snapshots() {
    Map<Labels, Double> ages = new LinkedHashMap<>();
    Map<Labels, Double> models = new LinkedHashMap<>();
    Map<Labels, Double> lastRefits = new LinkedHashMap<>();
    long now = nanoTime.getAsLong();
    for (BoardState board : boards.get()) {
      Labels kinds = Labels.of(LeaderboardMetric.AGE.labels().get(0), board.kinds());
      Long changedAt = board.changedAt();
      ages.put(kinds, changedAt == null ? 0 : (now - changedAt) / NANOS);
      lastRefits.put(kinds, board.refitNanos() / NANOS);
      board
          .models()
          .forEach(
              (status, count) ->
                  models.put(
                      kinds.add(
                          LeaderboardMetric.MODELS.labels().get(1),
                          status.name().toLowerCase(Locale.ROOT)),
                      (double) count));
    }
    return MetricSnapshots.of(
        LeaderboardMetric.AGE.gauge(ages),
        LeaderboardMetric.MODELS.gauge(models),
        LeaderboardMetric.LAST_REFIT.gauge(lastRefits));
  }
}
