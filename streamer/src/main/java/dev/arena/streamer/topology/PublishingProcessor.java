package dev.arena.streamer.topology;

import dev.arena.kafka.deadletter.DeadLetterException;
import dev.arena.kafka.streams.InputBudget;
import dev.arena.models.Score;
import dev.arena.models.UnscorablePairException;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Preference;
import dev.arena.streamer.batching.AsyncResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns each score into a preference. Throws the failure of any other record, so that the error
 * handler sees the record that is at fault.
 */
final class PublishingProcessor
    extends ContextualProcessor<byte[], AsyncResult<ConversationPair, Score>, byte[], ArenaTopology.Answer> {
  private static final Logger LOG = LoggerFactory.getLogger(PublishingProcessor.class);

  /** An upper bound for the size of a preference's other fields. */
  private static final int OWN_FIELDS = 1024;

  private final ArenaTopology.AnswerSettings settings;
  private final InputBudget budget;

  PublishingProcessor(ArenaTopology.AnswerSettings settings, InputBudget budget) {
    this.settings = settings;
    this.budget = budget;
  }

  @Override
  public void process(Record<byte[], AsyncResult<ConversationPair, Score>> record) {
    RecordMetadata place = context().recordMetadata().orElseThrow();
    budget.answered(new TopicPartition(place.topic(), place.partition()), place.offset());
    if (record.value() instanceof AsyncResult.Scored<ConversationPair, Score> scored) {
      Preference preference =
          ScoredPreference.of(scored.input(), scored.result(), settings.clock().instant());
      requireRoom(record.key(), preference, record.headers());
      write(record.withValue(new ArenaTopology.Answer(preference, place.partition())));
      settings.age().accept(preference.getScoredAt().toEpochMilli() - record.timestamp());
    } else if (record.value() instanceof AsyncResult.Failed<ConversationPair, Score> failed) {
      throw asException(failed.reason());
    }
  }

  /**
   * Key, headers, id and names are copied from the pair, which may have arrived compressed. A
   * preference that no producer can write would stop the scorer at the same pair forever.
   */
  private void requireRoom(byte @Nullable [] key, Preference preference, Headers headers) {
    byte[] copied =
        (preference.getId() + preference.getModelA() + preference.getModelB())
            .getBytes(StandardCharsets.UTF_8);
    byte[] value = Arrays.copyOf(copied, copied.length + OWN_FIELDS);
    if (!settings.sizeLimit().fits(key, value, headers)) {
      throw new DeadLetterException(
          DeadLetterException.Reason.TOO_LARGE,
          "key, headers, id and names of the pair would not fit the topic of preferences, to which"
              + " they are copied; expected less than its max.message.bytes");
    }
  }

  /**
   * Without a broker, the sink times out when it asks for the topic's partitions. Kafka Streams
   * would treat that as a failure of this processor. A {@code TaskCorruptedException} instead makes
   * it read the task again from its last commit, until that succeeds.
   */
  private void write(Record<byte[], ArenaTopology.Answer> record) {
    try {
      context().forward(record);
    } catch (TimeoutException brokerAway) {
      LOG.warn("The broker does not answer ({}); trying again", brokerAway.getMessage());
      throw new TaskCorruptedException(Set.of(context().taskId()));
    }
  }

  private static RuntimeException asException(Throwable reason) {
    if (reason instanceof UnscorablePairException) {
      return new DeadLetterException(
          DeadLetterException.Reason.UNSCORABLE, String.valueOf(reason.getMessage()));
    }
    if (reason instanceof RuntimeException broken) {
      return broken;
    }
    return new IllegalStateException("scoring failed: " + reason, reason);
  }
}
