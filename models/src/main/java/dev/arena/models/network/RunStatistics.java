package dev.arena.models.network;

import java.time.Duration;

/**
 * The work of an {@link EncoderNetwork}'s instances since it was opened.
 *
 * @param runs of the network
 * @param sequences read in these runs
 * @param tokens of these sequences, without padding
 * @param padding tokens added so that the sequences of a run are equally long
 * @param time that instances spent in runs, added up over instances
 * @param budget current maximum tokens of one run, including padding; {@link Integer#MAX_VALUE} if
 *     each sequence runs alone
 */
public record RunStatistics(
    long runs, long sequences, long tokens, long padding, Duration time, int budget) {
  /** Adds the work of an earlier network; the budget is this one's. */
  public RunStatistics after(RunStatistics earlier) {
    return new RunStatistics(
        earlier.runs + runs,
        earlier.sequences + sequences,
        earlier.tokens + tokens,
        earlier.padding + padding,
        earlier.time.plus(time),
        budget);
  }
}
