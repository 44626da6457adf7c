package dev.arena.lab.prove;

import dev.arena.kafka.client.Connection;
import dev.arena.lab.adversarial.AdversarialKind;
import dev.arena.lab.adversarial.AdversarialRecord;
import dev.arena.lab.adversarial.AdversarialRecords;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.serde.ArenaSerdes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * The records of a run, the same ones for the same seed. Nine of ten are good; all records of a
 * stretch of poison are bad. The registry is needed only while this is opened. For use by one
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
    inputs.pairs.serializer().serialize(inputs.topic, inputs.pair(Map.of())); // looks up the schema
    return inputs;
  }

  /** Returns the next record. */
  Input next() {
    int now = number++;
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
    return new Input(
        "PAIR",
        key(pair),
        pairs.serializer().serialize(topic, pair),
        Digest.of(pair.getId(), FaultInjectingScorer.scoreAlone(pair)),
        null);
  }

  private Input unscorable() {
    ConversationPair pair = pair(Map.of(FaultInjectingScorer.UNSCORABLE, "true"));
    byte[] key = key(pair);
    byte[] value = pairs.serializer().serialize(topic, pair);
    return new Input("UNSCORABLE", key, value, Digest.of(key, value), "cannot be scored");
  }

  private Input input(AdversarialRecord record) {
    if (record.expected() == AdversarialKind.ExpectedResult.DEAD_LETTER) {
      return new Input(
          record.kind(),
          record.key(),
          record.value(),
          Digest.of(record.key(), record.value()),
          AdversarialKind.valueOf(record.kind()).reason());
    }
    ConversationPair pair = pairs.deserializer().deserialize(topic, record.value());
    return new Input(
        record.kind(),
        record.key(),
        record.value(),
        Digest.of(pair.getId(), FaultInjectingScorer.scoreAlone(pair)),
        null);
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
   * @param reason text that the reason of its dead letter must contain; null if it must be scored
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
}
