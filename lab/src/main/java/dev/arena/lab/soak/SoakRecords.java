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
 * The records to send: numbered variants of the pairs of a file, which differ for a long time, with
 * answers from 1 to 64 times their length. Every 50th record is not a pair that can be scored. For
 * use by one thread.
 */
final class SoakRecords implements AutoCloseable {
  private static final String NUMBER = "arena.soak.number";
  private static final int LENGTHS = 7;
  private static final int BAD_INTERVAL = 50;
  private static final int HEADER_BYTES = 5;

  /** Above the ids that the registry assigns during a test. */
  private static final int FIRST_UNKNOWN_ID = 1_000_000_000;

  private final String topic;
  private final int partitions;
  private final List<ConversationPair> pairs;
  private final Serde<ConversationPair> serde;

  /**
   * Creates records of these pairs.
   *
   * @param pairs at least one pair
   * @param partitions number of partitions of the topic of pairs
   */
  SoakRecords(Connection connection, List<ConversationPair> pairs, int partitions) {
    this.topic = connection.topics().pairs();
    this.partitions = partitions;
    this.pairs = List.copyOf(pairs);
    this.serde = ArenaSerdes.pairs(connection.registry());
  }

  /** Whether the record with this number must become a dead letter. */
  static boolean isBad(int number) {
    return number % BAD_INTERVAL == BAD_INTERVAL - 1;
  }

  /** Returns the number of a record or of its output, which has the same headers. */
  static int number(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader(NUMBER);
    if (header == null) {
      throw new IllegalStateException("a record has no header " + NUMBER);
    }
    return ByteBuffer.wrap(header.value()).getInt();
  }

  ProducerRecord<byte[], byte[]> record(int number) {
    ConversationPair pair =
        PairVariants.of(
            withLongAnswers(pairs.get(number % pairs.size()), number), number / pairs.size());
    byte[] value = serde.serializer().serialize(topic, pair);
    byte[] name = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    return new ProducerRecord<>(
        topic,
        number % partitions,
        pair.getId().getBytes(StandardCharsets.UTF_8),
        isBad(number) ? corrupted(value, number) : value,
        List.of(new RecordHeader(NUMBER, name)));
  }

  private static ConversationPair withLongAnswers(ConversationPair pair, int number) {
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

  /**
   * Returns in turn a truncated value, a value with an unknown schema, a value that is not Avro,
   * and null.
   */
  private static byte @Nullable [] corrupted(byte[] value, int number) {
    return switch (number / BAD_INTERVAL % 4) {
      case 0 -> Arrays.copyOf(value, HEADER_BYTES + 1);
      case 1 -> ByteBuffer.wrap(value.clone()).putInt(1, FIRST_UNKNOWN_ID + number).array();
      case 2 -> "{\"id\": 1}".getBytes(StandardCharsets.UTF_8);
      default -> null;
    };
  }

  @Override
  public void close() {
    serde.close();
  }
}
