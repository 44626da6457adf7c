package dev.arena.streamer.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of a replay.
 *
 * @param input which rows to send
 * @param flow how fast to send them
 * @param answers whether to wait for answers
 * @param run the run's name, for resuming it; null for a run that cannot be resumed
 */
public record ReplayOptions(
    ReplayInput input, ReplayFlow flow, Answers answers, @Nullable NamedRun run) {

  /** Whether a replay ends with the last row sent, or with the last row accounted for. */
  public enum Answers {
    /** Sends rows and reads no answers. */
    IGNORED,
    /** Reads preferences and dead letters until each row has its own. */
    AWAITED
  }

  /** Sends all rows as fast as possible and awaits every answer; a bad row stops the replay. */
  public static ReplayOptions awaiting(List<String> files) {
    return new ReplayOptions(ReplayInput.of(files), ReplayFlow.unlimited(), Answers.AWAITED, null);
  }

  /** These options with another limit. */
  public ReplayOptions withLimit(long limit) {
    return new ReplayOptions(input.withLimit(limit), flow, answers, run);
  }

  boolean awaitsAnswers() {
    return answers == Answers.AWAITED;
  }
}
