package dev.arena.votes.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.cli.config.ConfigSources;
import dev.arena.cli.config.Configuration;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;

final class RocksDbMemoryTest {
  private static final int STORES = 8;
  private static final int LIMIT = 8_000_000;
  private static final int VALUE_BYTES = 10_000;
  private static final int VALUES = 400 * STORES;

  @TempDir private Path folder;

  @Test
  void allStoresTogetherStayWithinTheLimit() {
    try (RocksDbMemory memory = memory()) {
      Map<String, Object> settings = new HashMap<>();
      settings.put("application.id", "memory");
      settings.put("state.dir", folder.toString());
      settings.put("rocksdb.config.setter", RocksDbMemory.ConfigSetter.class);
      settings.put(RocksDbMemory.CONFIG, memory);
      StreamsBuilder builder = new StreamsBuilder();
      for (int store = 0; store < STORES; store++) {
        builder.addStateStore(
            Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore("store-" + store),
                Serdes.Integer(),
                Serdes.ByteArray()));
      }
      builder.stream("in", Consumed.with(Serdes.Integer(), Serdes.ByteArray()))
          .process(
              Ignoring::new,
              IntStream.range(0, STORES).mapToObj(i -> "store-" + i).toArray(String[]::new));
      Properties properties = new Properties();
      properties.putAll(settings);
      try (TopologyTestDriver driver = new TopologyTestDriver(builder.build(), properties)) {
        for (int i = 0; i < VALUES; i++) {
          KeyValueStore<Integer, byte[]> store = driver.getKeyValueStore("store-" + i % STORES);
          assertThat(store).isNotNull();
          store.put(i, new byte[VALUE_BYTES]);
        }
        assertThat(values(driver, "cur-size-all-mem-tables").sum())
            .as("write buffers that could hold 32 MB in all are flushed before")
            .isLessThan(LIMIT);
        assertThat(values(driver, "block-cache-usage").max().orElseThrow())
            .isPositive()
            .isLessThan(2.0 * LIMIT);
      }
    }
  }

  private static final class Ignoring implements Processor<Integer, byte[], Void, Void> {
    @Override
    public void process(Record<Integer, byte[]> record) {}
  }

  /** The values of a metric of all stores. */
  private static DoubleStream values(TopologyTestDriver driver, String name) {
    return driver.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals(name))
        .mapToDouble(metric -> ((Number) metric.metricValue()).doubleValue());
  }

  @Test
  void aStoreWithoutTheSharedMemoryIsRefused() {
    try (Options options = new Options()) {
      options.setTableFormatConfig(new BlockBasedTableConfig());

      assertThatThrownBy(
              () -> new RocksDbMemory.ConfigSetter().setConfig("store", options, Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected a RocksDbMemory");
    }
  }

  private static RocksDbMemory memory() {
    Configuration configuration =
        VotesKeys.table()
            .resolve(
                ConfigSources.none().withAssignments(List.of("arena.state.memory.bytes=" + LIMIT)));
    return RocksDbMemory.of(configuration);
  }
}
