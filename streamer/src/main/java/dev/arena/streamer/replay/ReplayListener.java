package dev.arena.streamer.replay;

/** Receives the progress of a replay, on the thread that runs it. */
public interface ReplayListener {
  /**
   * A row is accounted for. Called once for each row, in the order of the files; never when answers
   * are not awaited.
   */
  void accounted(ReplayRow row, RowResult result);

  /** The progress; called many times a second. */
  default void progress(ReplayProgress progress) {}
}
