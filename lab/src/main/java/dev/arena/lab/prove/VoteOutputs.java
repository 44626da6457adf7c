package dev.arena.lab.prove;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.TopicTail;
import dev.arena.kafka.deadletter.ArenaHeader;
import dev.arena.schemas.Battle;
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
  private final Map<String, Written> battles = new HashMap<>();
  private final Map<String, LiveEvaluation> evaluations = new HashMap<>();
  private final List<DeadLetter> deadLetters = new ArrayList<>();
  private long records;

  VoteOutputs(Connection connection, VotesTopics topics) {
    this.topics = topics;
    this.battleSerde = ArenaSerdes.battles(connection.registry());
    this.evaluationSerde = ArenaSerdes.evaluations(connection.registry());
    this.tail =
        TopicTail.open(
            connection,
            List.of(topics.battles(), topics.evaluation(), topics.deadLetters()),
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
      } else if (record.topic().equals(topics.battles())) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
          battles.remove(key);
        } else {
          Battle battle = battleSerde.deserializer().deserialize(record.topic(), record.value());
          battles.put(key, new Written(battle, record.partition()));
        }
      } else {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
          evaluations.remove(key);
        } else {
          evaluations.put(
              key, evaluationSerde.deserializer().deserialize(record.topic(), record.value()));
        }
      }
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

  /** Returns the current battles by the text of the key. */
  Map<String, Written> battles() {
    return battles;
  }

  /** Returns the current sums by the text of the key. */
  Map<String, LiveEvaluation> evaluations() {
    return evaluations;
  }

  List<DeadLetter> deadLetters() {
    return deadLetters;
  }

  @Override
  public void close() {
    tail.close();
    battleSerde.close();
    evaluationSerde.close();
  }
}
