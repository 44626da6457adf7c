package dev.arena.lab.load;

import dev.arena.cli.Shutdown;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The least that a join with state does in Kafka Streams, exactly once: reads votes, puts each into
 * one store, and writes it. {@link VotesTimingsMain} measures it beside the votes service.
 */
public final class BareJoinMain {
  static final String INPUT = "bare.votes";
  static final String OUTPUT = "bare.battles";

  private static final String STORE = "votes";

  private BareJoinMain() {}

  /**
   * Runs until the process is stopped.
   *
   * @param arguments {@code --set}, {@code KEY=VALUE}, ...
   */
  public static void main(String[] arguments) throws InterruptedException {
    Map<String, String> settings = new HashMap<>();
    for (String setting : List.of(arguments)) {
      if (setting.startsWith("kafka.")) {
        settings.put(
            setting.substring("kafka.".length(), setting.indexOf('=')),
            setting.substring(setting.indexOf('=') + 1));
      }
    }
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "bare");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, settings.get("bootstrap.servers"));
    properties.put(StreamsConfig.STATE_DIR_CONFIG, settings.get("state.dir"));
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    KafkaStreams streams = new KafkaStreams(topology(), properties);
    CountDownLatch running = new CountDownLatch(1);
    streams.setStateListener(
        (now, before) -> {
          if (now == KafkaStreams.State.RUNNING) {
            running.countDown();
          }
        });
    Shutdown.onSignal("bare-stop", streams::close);
    streams.start();
    running.await();
    System.out.println("ready: bare");
    new CountDownLatch(1).await();
  }

  private static Topology topology() {
    StreamsBuilder builder = new StreamsBuilder();
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(STORE), Serdes.ByteArray(), Serdes.ByteArray()));
    builder.stream(INPUT, Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
        .process(Remember::new, Named.as("remember"), STORE)
        .to(OUTPUT, Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
    return builder.build();
  }

  /** Puts each value under a key of its own. */
  private static final class Remember extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
    @Override
    public void process(Record<byte[], byte[]> record) {
      KeyValueStore<byte[], byte[]> store = context().getStateStore(STORE);
      byte[] key = record.value();
      store.get(key);
      store.put(key, record.value());
      context().forward(record.withKey(key));
    }
  }
}
