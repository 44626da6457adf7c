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

  /** Sends all rows as fast as possible and awaits every answer; a bad row stops the replay. */
  public static ReplayOptions awaiting(List<String> files) {
    return new ReplayOptions(ReplayInput.of(files), ReplayFlow.unlimited(), true, null);
  }

  /** These options with another limit. */
  public ReplayOptions withLimit(long limit) {
    return new ReplayOptions(input.withLimit(limit), flow, awaitsAnswers, run);
  }
}
