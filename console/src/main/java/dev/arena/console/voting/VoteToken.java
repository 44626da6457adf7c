package dev.arena.console.voting;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * What a vote is about.
 *
 * @param pairId the id of the pair
 * @param modelA the name of its chatbot A
 * @param modelB the name of its chatbot B
 * @param swapped whether B is shown on the left
 * @param probability with which the pair was drawn, in (0, 1]
 * @param voter the pseudonym of the voter for whom it was drawn
 * @param millis when it was drawn, or when the vote was cast, in milliseconds since 1970
 */
record VoteToken(
    String pairId,
    String modelA,
    String modelB,
    boolean swapped,
    double probability,
    String voter,
    long millis) {
  /** How long a token can be used. */
  static final Duration VALIDITY = Duration.ofHours(1);

  static VoteToken of(NextPair.Drawn drawn, String voter, Instant now) {
    return new VoteToken(
        drawn.pair().getId(),
        Objects.requireNonNull(drawn.pair().getModelA(), "only pairs with two models are drawn"),
        Objects.requireNonNull(drawn.pair().getModelB(), "only pairs with two models are drawn"),
        drawn.swapped(),
        drawn.probability(),
        voter,
        now.toEpochMilli());
  }

  VoteToken at(Instant time) {
    return new VoteToken(pairId, modelA, modelB, swapped, probability, voter, time.toEpochMilli());
  }

  Instant time() {
    return Instant.ofEpochMilli(millis);
  }

  boolean isExpired(Instant now) {
    return now.isAfter(time().plus(VALIDITY));
  }
}
