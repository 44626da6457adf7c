package dev.arena.kafka.deadletter;

import java.util.List;
import java.util.stream.Stream;

/** Why a vote or a preference that was read cannot be joined; the votes service's own reasons. */
public enum VoteReason implements DeadLetterReason {
  /** No preference for the vote's pair came in time, and the vote does not name its models. */
  UNKNOWN_PAIR(Retry.MAY_SUCCEED, "no scorer had a preference for the pair"),
  /** The vote was cast after its own record was written. */
  VOTED_AT(Retry.HIDES_THE_FAULT, "voted_at was later than the timestamp of the vote's record"),
  /** The outcome is a symbol that this version does not know; a newer one may. */
  OUTCOME(Retry.MAY_SUCCEED, "the outcome was not known"),
  /** A field of a vote or of a preference has a value that is not allowed. */
  INVALID(Retry.FAILS_AGAIN, "a field has a value that is not allowed");

  private static final List<DeadLetterReason> ALL =
      Stream.<DeadLetterReason>concat(Stream.of(ReadReason.values()), Stream.of(values())).toList();

  private final Retry retry;
  private final String description;

  VoteReason(Retry retry, String description) {
    this.retry = retry;
    this.description = description;
  }

  /** All reasons for a dead letter of the votes service, including those of reading. */
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
