package dev.arena.votes.join;

import dev.arena.schemas.Battle;
import dev.arena.schemas.Prediction;
import dev.arena.schemas.RecordPosition;
import dev.arena.votes.battle.BattleKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Creates the {@link Battle} record of a vote and its pair. */
final class JoinedBattle {
  private JoinedBattle() {}

  /**
   * Creates the record.
   *
   * @param votes the topic of votes
   * @param pair {@link PairState#UNKNOWN} if there is no prediction
   */
  static Battle of(String votes, BattleKey key, VoteState vote, PairState pair) {
    VoteContent content = vote.content();
    PairDescription description = pair.description();
    VoteState.Models models = vote.models();
    return Battle.newBuilder()
        .setPairId(key.pairId())
        .setKind(key.kind())
        .setVoter(vote.anonymous() ? null : key.voter())
        .setOutcome(content.outcome())
        .setVotedAt(Instant.ofEpochMilli(content.votedAt()))
        .setSwapped(content.swapped())
        .setProbability(content.probability())
        .setModelA(description.modelA() == null ? models.a() : description.modelA())
        .setModelB(description.modelB() == null ? models.b() : description.modelB())
        .setFacts(description.facts())
        .setPair(pairPosition(description.position()))
        .setAmbiguous(pair.ambiguous())
        .setRevision(vote.revision())
        .setSource(position(votes, content.position()))
        .setReasons(content.reasons())
        .setAttributes(content.attributes())
        .setPredictions(
            pair.predictions().stream().map(each -> prediction(each, content.votedAt())).toList())
        .build();
  }

  private static Prediction prediction(ScorerPrediction prediction, long votedAt) {
    return Prediction.newBuilder()
        .setTopic(prediction.topic())
        .setModel(prediction.model())
        .setA(prediction.a())
        .setB(prediction.b())
        .setTie(prediction.tie())
        .setScoredAt(Instant.ofEpochMilli(prediction.scoredAt()))
        .setBefore(prediction.scoredAt() <= votedAt)
        .build();
  }

  /** Preferences do not name the topic of their pairs. */
  private static @Nullable RecordPosition pairPosition(@Nullable Position position) {
    return position == null ? null : position("", position);
  }

  private static RecordPosition position(String topic, Position position) {
    return new RecordPosition(topic, position.partition(), position.offset());
  }
}
