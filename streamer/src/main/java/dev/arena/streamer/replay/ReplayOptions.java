package dev.arena.streamer.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is replayed, and how.
 *
 * @param input which rows
 * @param flow how fast
 * @param answers whether answers are awaited
 * @param run the run's name, for resuming it; null for a run that cannot be resumed
 */
public record ReplayOptions(
    ReplayInput input, ReplayFlow flow, Answers answers, @Nullable NamedRun run) {

  /** Whether a replay ends with the last row sent, or with the last row accounted for. */
  public enum Answers {
    /** Rows are sent, no answer is read. */
    IGNORED,
    /** Preferences and dead letters are read until each row has its own. */
    AWAITED
  }

  /** All rows of these files, as fast as possible, every one awaited; a bad row stops it. */
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
