package dev.arena.lab.load;

import dev.arena.kafka.client.Connection;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.serde.ArenaSerdes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Serde;

/**
 * The records of the topic of pairs: all pairs in turn, repeated as variants, so that no two
 * records are equal for a long time. Safe for use by many threads.
 */
public final class PairRecords implements AutoCloseable {
  private final String topic;
  private final int partitions;
  private final List<ConversationPair> pairs;
  private final Serde<ConversationPair> serde;

  /**
   * Creates records of these pairs.
   *
   * @param pairs at least one pair, as read from the input
   * @param partitions number of partitions of the topic of pairs
   */
  public PairRecords(Connection connection, List<ConversationPair> pairs, int partitions) {
    this.topic = connection.topics().pairs();
    this.partitions = partitions;
    this.pairs = List.copyOf(pairs);
    this.serde = ArenaSerdes.pairs(connection.registry());
  }

  /**
   * Returns the record with this number, from 0. Partitions take turns, and the first repetition
   * has number 0.
   */
  public ProducerRecord<byte[], byte[]> record(long number, Header... headers) {
    return record(number, pair -> pair, headers);
  }

  /**
   * Returns the record with this number for a changed pair.
   *
   * @param change changes the pair as read from the input
   */
  public ProducerRecord<byte[], byte[]> record(
      long number, UnaryOperator<ConversationPair> change, Header... headers) {
    ConversationPair read = pairs.get((int) (number % pairs.size()));
    ConversationPair pair = InputPairs.variant(change.apply(read), number / pairs.size());
    return new ProducerRecord<>(
        topic,
        (int) (number % partitions),
        pair.getId().getBytes(StandardCharsets.UTF_8),
        serde.serializer().serialize(topic, pair),
        List.of(headers));
  }

  /** Returns the mean length of a value in Avro, in bytes. */
  double meanBytes() {
    return pairs.stream()
        .mapToInt(pair -> serde.serializer().serialize(topic, InputPairs.variant(pair, 0)).length)
        .average()
        .orElseThrow();
  }

  @Override
  public void close() {
    serde.close();
  }
}
