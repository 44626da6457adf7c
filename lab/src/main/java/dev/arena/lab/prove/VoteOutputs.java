package dev.arena.lab.prove;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.TopicTail;
import dev.arena.kafka.deadletter.ArenaHeader;
import dev.arena.schemas.Battle;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.votes.config.VotesTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * What the votes service has committed: the last value of each key of its compacted topics, and all
 * dead letters. For use by one thread.
 */
final class VoteOutputs implements AutoCloseable {
  private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);

  /** Longer than a transaction of a killed service stays open. */
  private static final Duration END_TIMEOUT = Duration.ofMinutes(3);

  private final VotesTopics topics;
  private final TopicTail tail;
  private final Serde<Battle> battleSerde;
  private final Serde<LiveEvaluation> evaluationSerde;
  private final Serde<Leaderboard> leaderboardSerde;
  private final Map<String, Written> battles = new HashMap<>();
  private final Map<String, LiveEvaluation> evaluations = new HashMap<>();
  private final Map<String, Leaderboard> leaderboards = new HashMap<>();
  private final Map<String, Leaderboard> history = new HashMap<>();
  private final ExpectedHistory expectedHistory = new ExpectedHistory();
  private final List<DeadLetter> deadLetters = new ArrayList<>();
  private long records;
  private long battleRecords;

  VoteOutputs(Connection connection, VotesTopics topics) {
    this.topics = topics;
    this.battleSerde = ArenaSerdes.battles(connection.registry());
    this.evaluationSerde = ArenaSerdes.evaluations(connection.registry());
    this.leaderboardSerde = ArenaSerdes.leaderboards(connection.registry());
    this.tail =
        TopicTail.open(
            connection,
            List.of(
                topics.battles(),
                topics.evaluation(),
                topics.leaderboard(),
                topics.history(),
                topics.deadLetters()),
            TopicTail.Start.BEGINNING);
  }

  /** A battle, and the partition that it was written to. */
  record Written(Battle battle, int partition) {}

  /**
   * A dead letter.
   *
   * @param place of its record in the votes topic; null if it names none
   */
  record DeadLetter(
      ExpectedVotes.@Nullable Place place,
      byte @Nullable [] key,
      byte @Nullable [] value,
      String reason) {}

  /**
   * Reads everything that has been committed.
   *
   * @throws UserException if a transaction stays open
   */
  void readToEnd() {
    if (!tail.untilEnd(END_TIMEOUT, this::read)) {
      throw new UserException(
          "what the votes services wrote could not be read to the end within %d s; expected no open transaction after they had stopped. Check their logs."
              .formatted(END_TIMEOUT.toSeconds()));
    }
  }

  /** Reads what has been committed since. */
  void read() {
    for (ConsumerRecord<byte[], byte[]> record : tail.poll(POLL_TIMEOUT)) {
      records++;
      if (record.topic().equals(topics.deadLetters())) {
        deadLetters.add(deadLetter(record));
      } else {
        keep(record, new String(record.key(), StandardCharsets.UTF_8));
      }
    }
  }

  /** Keeps the value of a compacted topic's record. */
  private void keep(ConsumerRecord<byte[], byte[]> record, String key) {
    if (record.topic().equals(topics.battles())) {
      battleRecords++;
      Battle battle = value(record, battleSerde);
      replace(battles, key, battle == null ? null : new Written(battle, record.partition()));
    } else if (record.topic().equals(topics.evaluation())) {
      replace(evaluations, key, value(record, evaluationSerde));
    } else if (record.topic().equals(topics.history())) {
      replace(history, key, value(record, leaderboardSerde));
    } else {
      Leaderboard board = value(record, leaderboardSerde);
      replace(leaderboards, key, board);
      expectedHistory.note(key, board);
    }
  }

  private static <T> @Nullable T value(ConsumerRecord<byte[], byte[]> record, Serde<T> serde) {
    return record.value() == null
        ? null
        : serde.deserializer().deserialize(record.topic(), record.value());
  }

  private static <T> void replace(Map<String, T> values, String key, @Nullable T value) {
    if (value == null) {
      values.remove(key);
    } else {
      values.put(key, value);
    }
  }

  private DeadLetter deadLetter(ConsumerRecord<byte[], byte[]> record) {
    return new DeadLetter(
        place(record), record.key(), record.value(), ArenaHeader.REASON.text(record.headers()));
  }

  private ExpectedVotes.@Nullable Place place(ConsumerRecord<byte[], byte[]> record) {
    try {
      return ArenaHeader.TOPIC.text(record.headers()).equals(topics.votes())
          ? new ExpectedVotes.Place(
              Integer.parseInt(ArenaHeader.PARTITION.text(record.headers())),
              Long.parseLong(ArenaHeader.OFFSET.text(record.headers())))
          : null;
    } catch (NumberFormatException none) {
      return null;
    }
  }

  /** Returns how many records have been read, which grows as long as something is written. */
  long records() {
    return records;
  }

  /** Returns how many records of the join have been read: battles and dead letters. */
  long joinRecords() {
    return battleRecords + deadLetters.size();
  }

  /** Returns how many records of battles have been read. */
  long battleRecords() {
    return battleRecords;
  }

  /** Returns the current battles by the text of the key. */
  Map<String, Written> battles() {
    return battles;
  }

  /** Returns the current sums by the text of the key. */
  Map<String, LiveEvaluation> evaluations() {
    return evaluations;
  }

  /** Returns the current leaderboards by the text of the key. */
  Map<String, Leaderboard> leaderboards() {
    return leaderboards;
  }

  /** Returns the history of leaderboards by the text of the key. */
  Map<String, Leaderboard> history() {
    return history;
  }

  /** Returns what the history must be by the leaderboards that were written. */
  ExpectedHistory expectedHistory() {
    return expectedHistory;
  }

  List<DeadLetter> deadLetters() {
    return deadLetters;
  }

  @Override
  public void close() {
    tail.close();
    battleSerde.close();
    evaluationSerde.close();
    leaderboardSerde.close();
  }
}
