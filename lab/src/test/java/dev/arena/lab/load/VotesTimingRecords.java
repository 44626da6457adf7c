package dev.arena.lab.load;

import dev.arena.kafka.client.Connection;
import dev.arena.schemas.Battle;
import dev.arena.schemas.PairFacts;
import dev.arena.schemas.Prediction;
import dev.arena.schemas.Preference;
import dev.arena.schemas.RecordPosition;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.votes.battle.BattleKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serde;

/** The records that {@link VotesTimingsMain} writes, by number. Safe for use by many threads. */
final class VotesTimingRecords {
  static final int PARTITIONS = 4;
  static final String PREFERENCES = "arena.preferences";
  static final String VOTES = "arena.votes";
  static final String BATTLES = "arena.battles";

  private static final int MODELS = 100;

  /** A prime, so that each voter judges all models. */
  private static final int VOTERS = 9_973;

  private final Serde<Preference> preferences;
  private final Serde<Vote> votes;
  private final Serde<Battle> battles;

  VotesTimingRecords(Connection connection) {
    Map<String, Object> registry = new HashMap<>(connection.registry());
    registry.put("auto.register.schemas", true);
    this.preferences = ArenaSerdes.preferences(registry);
    this.votes = ArenaSerdes.votes(registry);
    this.battles = ArenaSerdes.battles(registry);
  }

  /** The preference for a pair of one of all pairs of models. */
  ProducerRecord<byte[], byte[]> preference(int number) {
    Preference preference =
        Preference.newBuilder()
            .setId(pair(number))
            .setModelA(modelA(number))
            .setModelB(modelB(number))
            .setWinnerModelA(0.5)
            .setWinnerModelB(0.3)
            .setWinnerTie(0.2)
            .setModel("arena-small@1.4.0")
            .setTokens(300)
            .setTruncated(false)
            .setScoredAt(Instant.now())
            .setPairOffset((long) number)
            .setFacts(facts(number))
            .build();
    return record(PREFERENCES, number, preferences, preference);
  }

  /** A vote by one of 9,973 voters. */
  ProducerRecord<byte[], byte[]> vote(String topic, int number) {
    return vote(topic, number, voter(number));
  }

  ProducerRecord<byte[], byte[]> vote(String topic, int number, String voter) {
    Vote vote =
        Vote.newBuilder()
            .setPairId(pair(number))
            .setOutcome(outcome(number))
            .setVoter(voter)
            .setVotedAt(Instant.now())
            .build();
    return record(topic, number, votes, vote);
  }

  /** A battle of the last day by one of 9,973 voters. */
  ProducerRecord<byte[], byte[]> battle(int number) {
    Instant now = Instant.now();
    Battle battle =
        Battle.newBuilder()
            .setPairId(pair(number))
            .setKind("human")
            .setVoter(voter(number))
            .setOutcome(outcome(number))
            .setVotedAt(now.minusSeconds(number % 86_400))
            .setModelA(modelA(number))
            .setModelB(modelB(number))
            .setFacts(facts(number))
            .setSource(new RecordPosition(VOTES, number % PARTITIONS, (long) number))
            .setPredictions(
                List.of(
                    new Prediction(
                        PREFERENCES,
                        "arena-small@1.4.0",
                        0.5,
                        0.3,
                        0.2,
                        now.minusSeconds(90_000),
                        true)))
            .build();
    String key = new BattleKey(pair(number), "human", voter(number)).text();
    return new ProducerRecord<>(
        BATTLES,
        number % PARTITIONS,
        key.getBytes(StandardCharsets.UTF_8),
        battles.serializer().serialize(BATTLES, battle));
  }

  private static String pair(int number) {
    return "3f2a9c1e-7b4d-4e8a-9a65-%012d".formatted(number);
  }

  private static String voter(int number) {
    return "v" + number % VOTERS;
  }

  private static String modelA(int number) {
    return "model-" + number % MODELS;
  }

  private static String modelB(int number) {
    return "model-" + (number + 1 + number / MODELS % (MODELS - 1)) % MODELS;
  }

  private static VoteOutcome outcome(int number) {
    return number % 7 == 0 ? VoteOutcome.TIE : number % 3 == 0 ? VoteOutcome.B : VoteOutcome.A;
  }

  private static PairFacts facts(int number) {
    return PairFacts.newBuilder()
        .setTurns(1 + number % 2)
        .setPromptLength(200)
        .setLengthA(700 + number % 401)
        .setLengthB(700 + number % 509)
        .setListsA(number % 5)
        .setListsB(number % 11)
        .setHeadersA(number % 13)
        .setBoldB(number % 17)
        .setScript("Latin")
        .setPairHash(1L + number)
        .build();
  }

  private static <T> ProducerRecord<byte[], byte[]> record(
      String topic, int number, Serde<T> serde, T value) {
    return new ProducerRecord<>(
        topic, number % PARTITIONS, null, serde.serializer().serialize(topic, value));
  }
}
