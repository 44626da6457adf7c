package dev.arena.console.api;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Keeps what was computed of one version of something, each value once, until it is asked for
 * another version. No lock for all values is held while one is computed. Safe for use by many
 * threads.
 *
 * @param <K> the key of a value
 * @param <V> the value, immutable
 */
final class VersionedCache<K, V> {
  private final int max;
  private Object version = new Object(); // guarded by this
  private Map<K, V> values = Map.of(); // guarded by this

  /**
   * @param max beyond this number of values, all are forgotten, so that the memory is bounded
   */
  VersionedCache(int max) {
    this.max = max;
  }

  /**
   * The value of a key. A second caller waits for the first one that computes it.
   *
   * @param version of what it is computed of
   */
  V get(Object version, K key, Function<K, V> computation) {
    return valuesOf(version, key).computeIfAbsent(key, computation);
  }

  /** Those of a version, with room for a key. */
  private synchronized Map<K, V> valuesOf(Object wanted, K key) {
    if (!version.equals(wanted) || (values.size() >= max && !values.containsKey(key))) {
      version = wanted;
      values = new ConcurrentHashMap<>();
    }
    return values;
  }
}
