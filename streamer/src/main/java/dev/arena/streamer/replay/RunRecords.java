package dev.arena.streamer.replay;

import dev.arena.kafka.client.Connection;
import dev.arena.kafka.failure.Causes;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Vote;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.ArenaSerdes;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;

/**
 * Creates the records of one run on one topic: Avro values, with the run's headers and the pair's
 * id as key.
 */
final class RunRecords<T> implements AutoCloseable {
  private final RunHeaders headers;
  private final String topic;
  private final Serde<T> values;

  private RunRecords(RunHeaders headers, String topic, Serde<T> values) {
    this.headers = headers;
    this.topic = topic;
    this.values = values;
  }

  static RunRecords<ConversationPair> pairs(Connection connection, RunHeaders headers) {
    return new RunRecords<>(
        headers, connection.topics().pairs(), ArenaSerdes.pairs(connection.registry()));
  }

  static RunRecords<Vote> votes(Connection connection, RunHeaders headers) {
    return new RunRecords<>(
        headers, connection.votesTopic(), ArenaSerdes.votes(connection.registry()));
  }

  /**
   * Creates the record of a row.
   *
   * @throws UserException if the registry cannot be reached
   */
  ProducerRecord<byte[], byte[]> of(long row, String pairId, T record) {
    RecordHeaders recordHeaders = new RecordHeaders(headers.of(row));
    byte[] value;
    try {
      value = values.serializer().serialize(topic, recordHeaders, record);
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      throw new UserException(
          "row %d could not be written as Avro: %s (%s). Check the schema registry at registry.url."
              .formatted(row, e.getMessage(), Causes.root(e).getMessage()),
          e);
    }
    byte[] key = pairId.getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(topic, null, null, key, value, recordHeaders);
  }

  @Override
  public void close() {
    values.close();
  }
}
