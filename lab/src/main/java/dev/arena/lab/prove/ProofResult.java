package dev.arena.lab.prove;

import java.time.Duration;
import java.util.Map;

/**
 * What a run found.
 *
 * @param kinds how many records were sent of each kind
 * @param poison how many stretches of nothing but poison were sent
 * @param endedByThemselves scorers that ended without being told to
 * @param failedStarts scorers that ended before they were ready
 * @param stalled whether it was given up because nothing came any more
 */
record ProofResult(
    Verdict verdict,
    FaultRunner.Done faults,
    Map<String, Integer> kinds,
    int poison,
    int endedByThemselves,
    int failedStarts,
    boolean stalled,
    Duration duration) {
  /** Whether the whole plan was done, and nothing is wrong. */
  boolean good() {
    return verdict.good() && !stalled;
  }
}
