package dev.arena.votes.join;

import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a vote says, without the pair, kind and voter that identify it.
 *
 * @param votedAt milliseconds since 1970
 * @param position where the vote's record is
 */
record VoteContent(
    VoteOutcome outcome,
    long votedAt,
    @Nullable Boolean swapped,
    @Nullable Double probability,
    @Nullable String modelA,
    @Nullable String modelB,
    List<String> reasons,
    Map<String, String> attributes,
    Position position) {
  /** The later vote is the greater; if both were cast at the same time, the later record's. */
  static final Comparator<VoteContent> ORDER =
      Comparator.comparingLong(VoteContent::votedAt).thenComparing(VoteContent::position);

  VoteContent {
    reasons = List.copyOf(reasons);
    attributes = Map.copyOf(attributes);
  }

  static VoteContent of(Vote vote, Position position) {
    return new VoteContent(
        vote.getOutcome(),
        vote.getVotedAt().toEpochMilli(),
        vote.getSwapped(),
        vote.getProbability(),
        vote.getModelA(),
        vote.getModelB(),
        vote.getReasons(),
        vote.getAttributes(),
        position);
  }

  boolean isWithdrawal() {
    return outcome == VoteOutcome.WITHDRAWN;
  }

  boolean namesModels() {
    return modelA != null && modelB != null;
  }

  /** Whether another record says the same. */
  boolean sameAs(VoteContent other) {
    return equals(other.at(position));
  }

  VoteContent at(Position elsewhere) {
    return new VoteContent(
        outcome, votedAt, swapped, probability, modelA, modelB, reasons, attributes, elsewhere);
  }
}
