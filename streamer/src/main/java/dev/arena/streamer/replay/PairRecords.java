package dev.arena.streamer.replay;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.failure.Causes;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.ArenaSerdes;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;

/** Creates the records of one run: Avro values, with the run's headers and the pair's id as key. */
final class PairRecords implements AutoCloseable {
  private final RunHeaders headers;
  private final String topic;
  private final Serde<ConversationPair> pairs;

  PairRecords(Connection connection, RunHeaders headers) {
    this.headers = headers;
    this.topic = connection.topics().pairs();
    this.pairs = ArenaSerdes.pairs(connection.registry());
  }

  /**
   * Creates the record of a row.
   *
   * @throws UserException if the registry cannot be reached
   */
  ProducerRecord<byte[], byte[]> of(long row, ConversationPair pair) {
    RecordHeaders recordHeaders = new RecordHeaders(headers.of(row));
    byte[] value;
    try {
      value = pairs.serializer().serialize(topic, recordHeaders, pair);
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw new UserException(
          "row %d could not be written as Avro: %s (%s). Check the schema registry at registry.url."
              .formatted(row, e.getMessage(), Causes.root(e).getMessage()),
          e);
    }
    byte[] key = pair.getId().getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(topic, null, null, key, value, recordHeaders);
  }

  @Override
  public void close() {
    pairs.close();
  }
}
