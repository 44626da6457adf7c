package dev.arena.votes.export;

import dev.arena.schemas.Battle;
import dev.arena.schemas.RecordPosition;
import dev.arena.schemas.VoteOutcome;
import dev.arena.votes.battle.BattleKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What an export keeps of a battle in memory: about 200 bytes with an id of 36 characters, its key
 * and its entry in the table of keys included.
 *
 * @param anonymous whether the vote names no voter; the key then has one of its own
 * @param votedAt milliseconds since 1970
 * @param partition of the pair in its topic; -1 if unknown
 * @param offset of the pair in its partition; -1 if unknown
 */
record ExportedVote(
    BattleKey key,
    boolean anonymous,
    VoteOutcome outcome,
    long votedAt,
    @Nullable String modelA,
    @Nullable String modelB,
    int partition,
    long offset) {
  /** The order of an export: that of the pairs in their topic, then by id, kind and voter. */
  static final Comparator<ExportedVote> ORDER =
      Comparator.comparingInt(ExportedVote::partition)
          .thenComparingLong(ExportedVote::offset)
          .thenComparing(vote -> vote.key().pairId())
          .thenComparing(vote -> vote.key().kind())
          .thenComparing(vote -> vote.key().voter());

  private static final int UNKNOWN = -1;

  /**
   * @param shared returns one instance for equal names
   */
  static ExportedVote of(BattleKey key, Battle battle, UnaryOperator<@Nullable String> shared) {
    RecordPosition pair = battle.getPair();
    return new ExportedVote(
        key,
        battle.getVoter() == null,
        battle.getOutcome(),
        battle.getVotedAt().toEpochMilli(),
        shared.apply(battle.getModelA()),
        shared.apply(battle.getModelB()),
        pair == null ? UNKNOWN : pair.getPartition(),
        pair == null ? UNKNOWN : pair.getOffset());
  }

  /** The voter's pseudonym; null for an anonymous vote. */
  @Nullable String voter() {
    return anonymous ? null : key.voter();
  }

  /** When it was cast, in ISO 8601 and UTC. */
  String time() {
    return Instant.ofEpochMilli(votedAt).toString();
  }
}
