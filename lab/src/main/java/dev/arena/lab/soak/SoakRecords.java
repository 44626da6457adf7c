package dev.arena.lab.soak;

import dev.arena.kafka.client.Connection;
import dev.arena.lab.load.PairVariants;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.serde.ArenaSerdes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * What is sent: numbered records with the pairs of a file, no two of them equal for a long time,
 * with answers from as long as they are to 64 times as long. Every 50th is no pair that can be
 * scored. For use by one thread.
 */
final class SoakRecords implements AutoCloseable {
  private static final String NUMBER = "arena.soak.number";
  private static final int LENGTHS = 7;
  private static final int BAD_EACH = 50;
  private static final int SCHEMA_BYTES = 5;

  /** Beyond what a registry counts up to here. */
  private static final int UNKNOWN_SCHEMAS = 1_000_000_000;

  private final String topic;
  private final int partitions;
  private final List<ConversationPair> pairs;
  private final Serde<ConversationPair> serde;

  /**
   * @param pairs at least one
   * @param partitions of the pairs' topic
   */
  SoakRecords(Connection connection, List<ConversationPair> pairs, int partitions) {
    this.topic = connection.topics().pairs();
    this.partitions = partitions;
    this.pairs = List.copyOf(pairs);
    this.serde = ArenaSerdes.pairs(connection.registry());
  }

  /** Whether the record of a number must become a dead letter. */
  static boolean isBad(int number) {
    return number % BAD_EACH == BAD_EACH - 1;
  }

  /** The number of a record, which what the scorer makes of it carries too. */
  static int number(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(NUMBER);
    if (header == null) {
      throw new IllegalStateException("a record came without the header " + NUMBER);
    }
    return ByteBuffer.wrap(header.value()).getInt();
  }

  ProducerRecord<byte[], byte[]> record(int number) {
    ConversationPair pair =
        PairVariants.of(longer(pairs.get(number % pairs.size()), number), number / pairs.size());
    byte[] value = serde.serializer().serialize(topic, pair);
    byte[] name = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    return new ProducerRecord<>(
        topic,
        number % partitions,
        pair.getId().getBytes(StandardCharsets.UTF_8),
        isBad(number) ? spoilt(value, number) : value,
        List.of(new RecordHeader(NUMBER, name)));
  }

  private static ConversationPair longer(ConversationPair pair, int number) {
    int times = 1 << (number % LENGTHS);
    List<Turn> turns = new ArrayList<>(pair.getTurns());
    turns.replaceAll(
        turn ->
            Turn.newBuilder(turn)
                .setResponseA(repeated(turn.getResponseA(), times))
                .setResponseB(repeated(turn.getResponseB(), times))
                .build());
    return ConversationPair.newBuilder(pair).setTurns(turns).build();
  }

  private static @Nullable String repeated(@Nullable String text, int times) {
    return text == null ? null : text.repeat(times);
  }

  /** One after another: cut short, with an unknown schema, not Avro, empty. */
  private static byte @Nullable [] spoilt(byte[] value, int number) {
    return switch (number / BAD_EACH % 4) {
      case 0 -> Arrays.copyOf(value, SCHEMA_BYTES + 1);
      case 1 -> ByteBuffer.wrap(value.clone()).putInt(1, UNKNOWN_SCHEMAS + number).array();
      case 2 -> "{\"id\": 1}".getBytes(StandardCharsets.UTF_8);
      default -> null;
    };
  }

  @Override
  public void close() {
    serde.close();
  }
}
