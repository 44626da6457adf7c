package dev.arena.streamer;

import dev.arena.models.DeviceException;
import dev.arena.models.Score;
import dev.arena.models.batch.BatcherOptions;
import dev.arena.models.batch.Batching;
import dev.arena.models.batch.MicroBatcher;
import dev.arena.models.config.Configuration;
import dev.arena.models.config.LibraryKeys;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.deadletter.RecordRoom;
import dev.arena.streamer.deadletter.TopicLimit;
import dev.arena.streamer.operations.ScorerMetrics;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.utils.ByteBufferOutputStream;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the parts of a scorer from its configuration. */
final class Startup {
  private static final Logger LOG = LoggerFactory.getLogger(Startup.class);

  /** Characters of one batch; a longer pair makes a batch of its own. Bounds memory. */
  private static final long MAX_BATCH_CHARACTERS = 4_000_000;

  /**
   * Tasks that may have a pair in flight beyond the window. A queue with room for all of them never
   * blocks a stream thread, so that a device that hangs is found by the patience of the thread.
   */
  private static final int MOST_TASKS = 10_000;

  private static final int ROOM = 64;

  private Startup() {}

  /** What keeps the scorer busy, with as many pairs as the configuration says. */
  static Batching batching(Configuration configuration, BatchScorer scorer) {
    Batching batching = scorer.batching();
    return batching.withPairs(configuration.find(LibraryKeys.BATCH_PAIRS).orElse(batching.pairs()));
  }

  static MicroBatcher<ConversationPair, Score> batcher(
      Batching batching, BatchScorer scorer, DeviceWork device, ScorerMetrics metrics) {
    BatcherOptions<ConversationPair> options =
        BatcherOptions.<ConversationPair>limitedTo(
                batching.pairs(), batching.inFlight() + MOST_TASKS)
            .withConcurrency(batching.concurrency())
            .withWeight(Startup::characters, MAX_BATCH_CHARACTERS)
            .withBroken(DeviceException.class::isInstance)
            .withWaited(metrics::waited);
    MicroBatcher.BatchFunction<ConversationPair, Score> counted =
        pairs -> {
          List<Score> scores = device.watched(() -> scorer.score(pairs));
          metrics.batch(scores);
          return scores;
        };
    return new MicroBatcher<>(counted, options, daemons("arena-score"), System::nanoTime);
  }

  /**
   * Compresses a byte as the stream's producer will. Kafka unpacks the library for that when it
   * first needs it; where there is no room for it, a start is better told than the first record.
   *
   * @throws UserException when that fails
   */
  static void requireCompression(Properties settings) {
    String type = RecordRoom.compression(producer(settings));
    try (OutputStream out = RecordRoom.compressing(type, new ByteBufferOutputStream(ROOM))) {
      out.write(0);
    } catch (IOException | LinkageError | RuntimeException unusable) {
      throw new UserException(
          "records cannot be compressed with %s (%s); expected a compression that Kafka has, and room for its library in %s. Make room there, or set kafka.producer.compression.type."
              .formatted(type, unusable.getMessage(), System.getProperty("java.io.tmpdir")),
          unusable);
    }
  }

  /**
   * How large a record may be that Kafka Streams writes to a topic.
   *
   * @param limits what topics take; empty when it could not be read
   */
  static RecordRoom room(
      Properties settings, String topic, Map<String, Optional<TopicLimit>> limits) {
    Optional<TopicLimit> limit = limits.getOrDefault(topic, Optional.empty());
    if (limit.isEmpty()) {
      LOG.warn(
          "This user may not read the settings of topic {}; taking its max.message.bytes for {}. Allow DescribeConfigs on it if it takes more",
          topic,
          TopicLimit.UNKNOWN.bytes());
    }
    return RecordRoom.of(producer(settings), limit.orElse(TopicLimit.UNKNOWN));
  }

  private static Map<String, Object> producer(Properties settings) {
    return new StreamsConfig(settings).getProducerConfigs("arena");
  }

  static ThreadFactory daemons(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  private static long characters(ConversationPair pair) {
    long sum = 1;
    for (Turn turn : pair.getTurns()) {
      sum += length(turn.getPrompt()) + length(turn.getResponseA()) + length(turn.getResponseB());
    }
    return sum;
  }

  private static long length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }
}
