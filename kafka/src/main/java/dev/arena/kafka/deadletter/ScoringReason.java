package dev.arena.kafka.deadletter;

import java.util.List;
import java.util.stream.Stream;

/** Why a pair that was read cannot be answered; the scorer's own reasons. */
public enum ScoringReason implements DeadLetterReason {
  /**
   * The model has no answer for the pair: it has no turns, or the model computed a number that is
   * not finite. The second case is rare, and is the only one that another model may change.
   */
  UNSCORABLE(Retry.FAILS_AGAIN, "no model can score the pair, for instance for lack of turns"),
  /** The fields copied from the record would make the answer too large for its topic. */
  TOO_LARGE(Retry.MAY_SUCCEED, "the answer did not fit its topic");

  private static final List<DeadLetterReason> ALL =
      Stream.<DeadLetterReason>concat(Stream.of(ReadReason.values()), Stream.of(values())).toList();

  private final Retry retry;
  private final String description;

  ScoringReason(Retry retry, String description) {
    this.retry = retry;
    this.description = description;
  }

  /** All reasons for a dead letter of the scorer, including those of reading. */
  public static List<DeadLetterReason> all() {
    return ALL;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public Retry retry() {
    return retry;
  }
}
