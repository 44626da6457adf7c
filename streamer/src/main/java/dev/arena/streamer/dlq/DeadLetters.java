package dev.arena.streamer.dlq;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.TopicTail;
import dev.arena.schemas.failure.UserException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InterruptException;

/** Reads the current dead letters. */
record DeadLetters(Connection connection) {
  String topic() {
    return connection.topics().deadLetters();
  }

  /**
   * Passes on the dead letters, each partition in order, until the receiver wants no more.
   *
   * @param wantsMore takes a dead letter and returns whether to continue
   * @throws UserException if the cluster cannot be read, or has no such topic
   */
  void forEach(Predicate<DeadLetter> wantsMore) throws InterruptedException {
    connection.requireTopics(Map.of(topic(), AclOperation.READ));
    try (TopicTail tail = TopicTail.open(connection, List.of(topic()), TopicTail.Start.BEGINNING)) {
      tail.readToEnd(record -> wantsMore.test(new DeadLetter(record)));
    } catch (InterruptException interrupted) {
      throw new InterruptedException("reading dead letters was interrupted");
    }
  }

  /**
   * The dead letter at a position.
   *
   * @throws UserException if there is none
   */
  DeadLetter at(PartitionOffset position) throws InterruptedException {
    connection.requireTopics(Map.of(topic(), AclOperation.READ));
    try (RecordReader reader = RecordReader.open(connection)) {
      return new DeadLetter(reader.read(topic(), position.partition(), position.offset()));
    }
  }
}
