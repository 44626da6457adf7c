package dev.arena.votes.evaluation;

import dev.arena.schemas.LiveEvaluation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The last record that was written for each key. A task that starts compares its sums with them,
 * writes only what differs, and removes records whose windows ended while it did not run. Not
 * thread-safe.
 */
final class WrittenEvaluations {
  private final KeyValueStore<String, byte[]> store;

  /** The keys before it have been compared; null at the end. */
  private @Nullable String next = "";

  /**
   * @param store records in Avro's format for single objects, by the text of their key
   */
  WrittenEvaluations(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  /**
   * Replaces the record of a key.
   *
   * @param record null to remove it
   * @return whether it differs from the last one
   */
  boolean replace(String key, @Nullable LiveEvaluation record) {
    byte[] bytes = record == null ? null : bytes(record);
    if (Arrays.equals(bytes, store.get(key))) {
      return false;
    }
    store.put(key, bytes);
    return true;
  }

  /** Whether all keys have been compared since the start. */
  boolean isCompared() {
    return next == null;
  }

  /**
   * Compares the next keys with those that there are.
   *
   * @param max the maximum number of keys
   * @return those whose records must be removed
   */
  List<String> outdated(int max, Predicate<EvaluationKey> exists) {
    List<String> outdated = new ArrayList<>();
    if (next == null) {
      return outdated;
    }
    try (KeyValueIterator<String, byte[]> written =
        next.isEmpty() ? store.all() : store.range(next, null)) {
      for (int compared = 0; compared < max && written.hasNext(); compared++) {
        String key = written.next().key;
        if (!exists.test(EvaluationKey.parse(key))) {
          outdated.add(key);
        }
      }
      next = written.hasNext() ? written.peekNextKey() : null;
    }
    return outdated;
  }

  private static byte[] bytes(LiveEvaluation record) {
    try {
      return Utils.toArray(record.toByteBuffer());
    } catch (IOException impossibleInMemory) {
      throw new SerializationException(impossibleInMemory);
    }
  }
}
