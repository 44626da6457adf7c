package dev.arena.lab.prove;

import dev.arena.kafka.client.Connection;
import dev.arena.lab.adversarial.AdversarialKind;
import dev.arena.lab.adversarial.AdversarialRecords;
import dev.arena.lab.load.PacedProducer;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.serde.ArenaSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * The records of a run; the same seed yields the same records. Nine in ten are good; all records in
 * a stretch of poison are bad. Once this is open, the registry is no longer needed. For use by one
 * thread.
 */
final class Inputs implements AutoCloseable {
  private static final double ADVERSARIAL = 0.1;
  private static final double UNSCORABLE = 0.01;

  private final String topic;
  private final List<FaultPlan.Stretch> poison;
  private final Random random;
  private final AdversarialRecords adversarial;
  private final Serde<ConversationPair> pairs;
  private int number;

  /** The number of the first of the records that are all good. */
  private int goodFrom = Integer.MAX_VALUE;

  private @Nullable Long timestamp;

  private Inputs(Connection connection, long seed, List<FaultPlan.Stretch> poison) {
    this.topic = connection.topics().pairs();
    this.poison = poison;
    this.random = new Random(seed);
    this.adversarial =
        AdversarialRecords.open(connection, AdversarialRecords.Options.defaults(), seed);
    this.pairs = ArenaSerdes.pairs(connection.registry());
  }

  static Inputs open(Connection connection, long seed, List<FaultPlan.Stretch> poison) {
    Inputs inputs = new Inputs(connection, seed, poison);
    // the serde looks up a schema once, and the registry may be down when a record needs it
    inputs.pairs.serializer().serialize(inputs.topic, inputs.pair(Map.of()));
    AdversarialRecords examples = inputs.adversarial.fromStart();
    for (AdversarialKind kind : AdversarialKind.values()) {
      if (kind.scored()) {
        inputs.pairs.deserializer().deserialize(inputs.topic, examples.next(kind).value());
      }
    }
    return inputs;
  }

  /**
   * In a run with votes, the last records are all good, and all have one timestamp, so that stream
   * time in the votes service does not advance.
   */
  void prepareForVotes(int goodFromNumber, long timestampOfAll) {
    goodFrom = goodFromNumber;
    timestamp = timestampOfAll;
  }

  Input next() {
    int now = number++;
    if (now >= goodFrom) {
      return good();
    }
    boolean onlyPoison = poison.stream().anyMatch(stretch -> stretch.contains(now));
    double chance = random.nextDouble();
    if (chance < UNSCORABLE) {
      return unscorable();
    }
    if (onlyPoison) {
      return input(adversarial.nextDeadLetter());
    }
    return chance < ADVERSARIAL ? input(adversarial.next()) : good();
  }

  private Input good() {
    ConversationPair pair = pair(Map.of());
    byte[] value = pairs.serializer().serialize(topic, pair);
    return new Input("PAIR", key(pair), value, expected(pair), null);
  }

  private Input unscorable() {
    ConversationPair pair = pair(Map.of(FaultInjectingScorer.UNSCORABLE, "true"));
    byte[] key = key(pair);
    byte[] value = pairs.serializer().serialize(topic, pair);
    return new Input("UNSCORABLE", key, value, Digest.of(key, value), "cannot be scored");
  }

  private Input input(AdversarialRecords.Generated record) {
    String kind = record.kind().name();
    if (!record.kind().scored()) {
      long digest = Digest.of(record.key(), record.value());
      return new Input(kind, record.key(), record.value(), digest, record.kind().reason());
    }
    ConversationPair pair = pairs.deserializer().deserialize(topic, record.value());
    return new Input(kind, record.key(), record.value(), expected(pair), null);
  }

  private static long expected(ConversationPair pair) {
    return Digest.of(pair.getId(), FaultInjectingScorer.scoreAlone(pair));
  }

  private ConversationPair pair(Map<String, String> attributes) {
    return ConversationPair.newBuilder()
        .setId("pair-" + number)
        .setTurns(
            List.of(
                Turn.newBuilder()
                    .setPrompt("What is " + random.nextInt(1_000_000) + " times 3?")
                    .setResponseA("It is " + random.nextInt(3_000_000) + ".")
                    .setResponseB("Let me think: " + random.nextInt(3_000_000))
                    .build()))
        .setAttributes(attributes)
        .build();
  }

  private static byte[] key(ConversationPair pair) {
    return pair.getId().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    pairs.close();
  }

  /**
   * A record to send, with its expected result.
   *
   * @param kind kind of the record, such as {@code PAIR} or {@code TRUNCATED}
   * @param digest digest of its expected preference, or of the record itself if it must become a
   *     dead letter
   * @param reason text that its dead letter's reason must contain; null if it must be scored
   */
  record Input(
      String kind,
      byte @Nullable [] key,
      byte @Nullable [] value,
      long digest,
      @Nullable String reason) {
    /** Whether it must be scored. */
    boolean scored() {
      return reason == null;
    }
  }

  /**
   * A feed of records to a producer. It stays a limited number of records ahead of those that are
   * accounted for, and below a limit that rises from fault to fault, so that there is work whenever
   * a fault begins.
   */
  static final class Feed implements PacedProducer.Source {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(1);

    /** Longer than any outage of the broker. */
    private static final Duration DELIVERY_TIMEOUT = Duration.ofMinutes(3);

    /** The settings of the producer. */
    static final Map<String, Object> SETTINGS =
        Map.of(
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            (int) DELIVERY_TIMEOUT.toMillis(),
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            DELIVERY_TIMEOUT.toMillis());

    private final Inputs inputs;
    private final Ledger ledger;
    private final int records;
    private final int lead;
    private volatile int limit;

    /**
     * Creates a feed with a limit of 0.
     *
     * @param records number of records to write
     * @param lead maximum number of written records that are not accounted for
     */
    Feed(Inputs inputs, Ledger ledger, int records, int lead) {
      this.inputs = inputs;
      this.ledger = ledger;
      this.records = records;
      this.lead = lead;
    }

    /** Sets the number of the first record that must not be written yet. */
    void setLimit(int number) {
      limit = number;
    }

    @Override
    public int count() {
      return records;
    }

    @Override
    public long nanosUntilDue(int number) {
      return number < limit && number - ledger.accounted() < lead ? 0 : POLL_INTERVAL.toNanos();
    }

    @Override
    public ProducerRecord<byte[], byte[]> record(int number) {
      Input input = inputs.next();
      ledger.sending(input);
      return new ProducerRecord<>(
          inputs.topic,
          ledger.partition(number),
          inputs.timestamp,
          input.key(),
          input.value(),
          List.of(Ledger.NUMBER.of(number)));
    }

    @Override
    public void acknowledged(int number, long offset) {
      ledger.written(number, offset);
    }

    @Override
    public String failureMessage(String reason) {
      return "not all records could be written: %s. Expected the broker to be available again within %d s. Check whether memory or disk space is exhausted."
          .formatted(reason, DELIVERY_TIMEOUT.toSeconds());
    }
  }
}
