package dev.arena.lab.soak;

import dev.arena.lab.load.InputPairs;
import dev.arena.lab.load.NumberHeader;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The records to send: numbered variants of the pairs in a file, with answers from 1 to 64 times as
 * long. No variant repeats for a long time. Every 50th record cannot be scored.
 *
 * @param pairs the pairs, which are closed together with this object
 */
record SoakRecords(InputPairs.Records pairs) implements AutoCloseable {
  private static final NumberHeader NUMBER = new NumberHeader("arena.soak.number");
  private static final int LENGTHS = 7;
  private static final int BAD_INTERVAL = 50;
  private static final int HEADER_BYTES = 5;

  /** Above the ids that the registry assigns during a test. */
  private static final int FIRST_UNKNOWN_ID = 1_000_000_000;

  /** Whether the record with this number must become a dead letter. */
  static boolean isBad(int number) {
    return number % BAD_INTERVAL == BAD_INTERVAL - 1;
  }

  /** Returns the number of a record or of its output, which has the same headers. */
  static int number(ConsumerRecord<byte[], byte[]> record) {
    return (int) NUMBER.require(record);
  }

  ProducerRecord<byte[], byte[]> record(int number) {
    ProducerRecord<byte[], byte[]> good =
        pairs.record(number, pair -> withLongAnswers(pair, number), NUMBER.of(number));
    return isBad(number)
        ? new ProducerRecord<>(
            good.topic(),
            good.partition(),
            good.key(),
            corrupted(good.value(), number),
            good.headers())
        : good;
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
   * Returns, in turn, a truncated value, a value with an unknown schema, a value that is not Avro,
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
    pairs.close();
  }
}
