package dev.arena.votes.config;

import dev.arena.cli.config.Configuration;
import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * The memory outside the heap that all state stores of a service share. Without it, Kafka Streams
 * gives each store of each task a block cache of 50 MB and up to 48 MB of write buffers, so that
 * the memory grows with the number of partitions. Close it after the stores. Safe for use by many
 * threads.
 */
public final class RocksDbMemory implements AutoCloseable {
  /** The key under which Kafka Streams passes this object to the config setter. */
  static final String CONFIG = "arena.rocksdb.memory";

  /**
   * The part of the memory for write buffers; the rest is for blocks, their indexes and filters.
   */
  private static final int WRITE_BUFFERS_PART = 2;

  /**
   * The write buffer of a store, a quarter of Kafka Streams' default: a store that is rarely
   * written keeps its buffer, and leaves less to the others.
   */
  private static final long WRITE_BUFFER_BYTES = 4 << 20;

  /** By how much a write buffer grows; RocksDB's default is half a megabyte for each store. */
  private static final long WRITE_BUFFER_STEP_BYTES = 64 << 10;

  private final Cache cache;
  private final WriteBufferManager writeBuffers;

  private RocksDbMemory(long bytes) {
    RocksDB.loadLibrary();
    cache = new LRUCache(bytes);
    writeBuffers = new WriteBufferManager(bytes / WRITE_BUFFERS_PART, cache);
  }

  /** The configured amount of memory. */
  public static RocksDbMemory of(Configuration configuration) {
    return new RocksDbMemory(configuration.get(VotesKeys.STATE_MEMORY));
  }

  @Override
  public void close() {
    writeBuffers.close();
    cache.close();
  }

  /** Makes a store use the shared memory. Created by Kafka Streams. */
  public static final class ConfigSetter implements RocksDBConfigSetter {
    @Override
    public void setConfig(String store, Options options, Map<String, Object> configs) {
      if (!(configs.get(CONFIG) instanceof RocksDbMemory memory)) {
        throw new IllegalArgumentException(CONFIG + " is missing; expected a RocksDbMemory");
      }
      BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
      table.setBlockCache(memory.cache);
      // otherwise indexes and filters are outside the cache, and grow with the state
      table.setCacheIndexAndFilterBlocks(true);
      table.setCacheIndexAndFilterBlocksWithHighPriority(true);
      table.setPinTopLevelIndexAndFilter(true);
      options.setTableFormatConfig(table);
      options.setWriteBufferManager(memory.writeBuffers);
      options.setWriteBufferSize(WRITE_BUFFER_BYTES);
      options.setArenaBlockSize(WRITE_BUFFER_STEP_BYTES);
    }

    @Override
    public void close(String store, Options options) {
      // the memory is shared; the service closes it
    }
  }
}
