package dev.arena.streamer.progress;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/** Tells {@link WriteOutcomes} of each record that a producer has written. Created by Kafka. */
public final class WriteInterceptor implements ProducerInterceptor<byte[], byte[]> {
  private @Nullable WriteOutcomes outcomes;

  /** Called by Kafka's producer. */
  public WriteInterceptor() {}

  /**
   * Makes the producers of a stream tell of what they write, besides interceptors of the user's.
   *
   * @param settings of Kafka Streams
   */
  public static void install(Properties settings, WriteOutcomes outcomes) {
    settings.put(WriteOutcomes.CONFIG, outcomes);
    String forProducers = StreamsConfig.producerPrefix(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG);
    Object own =
        settings.getOrDefault(
            forProducers, settings.get(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG));
    String added = WriteInterceptor.class.getName();
    settings.put(forProducers, own == null ? added : own + "," + added);
  }

  @Override
  public void configure(Map<String, ?> configs) {
    if (configs.get(WriteOutcomes.CONFIG) instanceof WriteOutcomes given) {
      outcomes = given;
    }
  }

  @Override
  public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
    return record;
  }

  @Override
  public void onAcknowledgement(@Nullable RecordMetadata written, @Nullable Exception failure) {
    if (outcomes == null || written == null) {
      return;
    }
    if (failure == null) {
      outcomes.accepted(written.topic());
    } else {
      outcomes.refused(written.topic(), failure);
    }
  }

  @Override
  public void close() {}
}
