package dev.arena.lab.load;

import dev.arena.kafka.client.Connection;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.PairCsvReader;
import dev.arena.schemas.csv.PairReader;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.ArenaSerdes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * The pairs from a file, which are sent and measured, and variants of them that differ only in two
 * letters before the first prompt. The scorer encodes equal texts in a batch only once, so scoring
 * repeated pairs would look faster than scoring real pairs, which are all different. All variants
 * have the same length.
 */
public final class InputPairs {
  private static final int LETTERS = 26;

  private InputPairs() {}

  /** Returns the file named by {@code --input}, or the shipped sample if none is given. */
  public static String fileOrSample(@Nullable String input) {
    return input != null
        ? input
        : Path.of(System.getProperty("arena.home", ""), "examples", "pairs.csv").toString();
  }

  /**
   * Reads the first pairs of a file, at least one.
   *
   * @param file CSV file; - is standard input
   * @param maxPairs maximum number of pairs
   * @throws UserException if there are no pairs, or a row is invalid
   */
  public static List<ConversationPair> read(String file, int maxPairs) {
    List<ConversationPair> pairs = new ArrayList<>();
    try (PairReader rows = PairCsvReader.open(file, BadRows.STOP)) {
      for (CsvPair row : rows) {
        pairs.add(row.pair());
        if (pairs.size() == maxPairs) {
          break;
        }
      }
    }
    if (pairs.isEmpty()) {
      throw new UserException(
          file + " contains no pairs; expected at least one row below the header.");
    }
    return pairs;
  }

  /**
   * Returns a variant of each pair.
   *
   * @param number the repetition, counting from 0; 676 yields the same variants as 0
   */
  public static List<ConversationPair> variants(List<ConversationPair> pairs, long number) {
    return pairs.stream().map(pair -> variant(pair, number)).toList();
  }

  /** Returns a variant of a pair; a pair without turns is returned unchanged. */
  public static ConversationPair variant(ConversationPair pair, long number) {
    if (pair.getTurns().isEmpty()) {
      return pair;
    }
    List<Turn> turns = new ArrayList<>(pair.getTurns());
    Turn first = turns.get(0);
    String prompt = first.getPrompt() == null ? "" : first.getPrompt();
    turns.set(0, Turn.newBuilder(first).setPrompt(prefix(number) + prompt).build());
    return ConversationPair.newBuilder(pair).setTurns(turns).build();
  }

  private static String prefix(long number) {
    return "%c %c ".formatted(letter(number / LETTERS), letter(number));
  }

  private static char letter(long number) {
    return (char) ('a' + number % LETTERS);
  }

  /**
   * The records on the pairs topic: all pairs, one after another, repeated as variants, so that no
   * two records are equal for a long time. Safe for use by many threads.
   */
  public static final class Records implements AutoCloseable {
    private final String topic;
    private final int partitions;
    private final List<ConversationPair> pairs;
    private final Serde<ConversationPair> serde;

    /**
     * Creates records of these pairs.
     *
     * @param pairs at least one pair, as read from the input
     * @param partitions number of partitions of the pairs topic
     */
    public Records(Connection connection, List<ConversationPair> pairs, int partitions) {
      this.topic = connection.topics().pairs();
      this.partitions = partitions;
      this.pairs = List.copyOf(pairs);
      this.serde = ArenaSerdes.pairs(connection.registry());
    }

    /**
     * Returns the record with this number, counting from 0. Records are distributed over the
     * partitions round-robin, and the first repetition has number 0.
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
      ConversationPair pair = variant(change.apply(read), number / pairs.size());
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
          .mapToInt(pair -> serde.serializer().serialize(topic, variant(pair, 0)).length)
          .average()
          .orElseThrow();
    }

    @Override
    public void close() {
      serde.close();
    }
  }
}
