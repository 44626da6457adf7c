package dev.arena.streamer.replay;

/** Receives the progress of a replay, on the thread that runs it. */
public interface ReplayListener {
  /**
   * A row is accounted for. Called once for each row, in the order of the files; never called if
   * the replay does not wait for answers.
   */
  void accounted(ReplayRow row, RowResult result);

  /** The current counts; called many times a second. */
  default void progress(ReplayProgress progress) {}
}
