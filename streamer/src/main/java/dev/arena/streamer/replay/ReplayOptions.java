package dev.arena.streamer.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of a replay.
 *
 * @param input which rows to send
 * @param flow how fast to send them
 * @param awaitsAnswers whether the replay reads preferences and dead letters until each row is
 *     accounted for; otherwise it ends when the last row is sent
 * @param run the run's name, for resuming it; null for a run that cannot be resumed
 */
public record ReplayOptions(
    ReplayInput input, ReplayFlow flow, boolean awaitsAnswers, @Nullable NamedRun run) {
  public ReplayOptions {
    if (input.votedAt() != null && !awaitsAnswers) {
      throw new IllegalArgumentException("votes are sent only when their answers are awaited");
    }
  }

  /**
   * Sends rows as fast as possible and awaits every answer; a bad row stops the replay.
   *
   * @param limit the maximum number of rows, {@link Long#MAX_VALUE} for all
   */
  public static ReplayOptions awaiting(List<String> files, long limit) {
    return new ReplayOptions(ReplayInput.of(files, limit), ReplayFlow.unlimited(), true, null);
  }
}
