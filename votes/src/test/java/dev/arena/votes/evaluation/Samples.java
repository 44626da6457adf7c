package dev.arena.votes.evaluation;

import dev.arena.schemas.Battle;
import dev.arena.schemas.PairFacts;
import dev.arena.schemas.Prediction;
import dev.arena.schemas.RecordPosition;
import dev.arena.schemas.VoteOutcome;
import java.time.Instant;
import java.util.List;

/** Battles for tests. */
final class Samples {
  static final String MODEL = "arena-small@1.4.0";

  private Samples() {}

  /** A person's vote for A, at the start of the test, on a pair that was scored before. */
  static Battle.Builder battle(String pairId, String voter) {
    return Battle.newBuilder()
        .setPairId(pairId)
        .setKind("human")
        .setVoter(voter)
        .setOutcome(VoteOutcome.A)
        .setVotedAt(EvaluationDriver.START)
        .setSource(new RecordPosition("arena.votes", 0, 17L))
        .setPredictions(List.of(prediction(EvaluationDriver.CHAMPION, MODEL, 0.5, 0.3).build()));
  }

  /** A prediction that was made before the vote. */
  static Prediction.Builder prediction(String topic, String model, double a, double b) {
    return Prediction.newBuilder()
        .setTopic(topic)
        .setModel(model)
        .setA(a)
        .setB(b)
        .setTie(1 - a - b)
        .setScoredAt(Instant.EPOCH)
        .setBefore(true);
  }

  static PairFacts.Builder facts() {
    return PairFacts.newBuilder().setTurns(1).setPromptLength(300).setScript("Latin");
  }

  /** The key of a battle, as the join writes it. */
  static String key(Battle battle) {
    RecordPosition source = battle.getSource();
    String voter =
        battle.getVoter() == null
            ? "arena.votes-%d-%d".formatted(source.getPartition(), source.getOffset())
            : battle.getVoter();
    return "[\"%s\",\"%s\",\"%s\"]".formatted(battle.getPairId(), battle.getKind(), voter);
  }
}
