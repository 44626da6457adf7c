package dev.arena.console.topics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The latest records of one kind, up to a number and a size, also by the pair that they are about.
 * Not thread-safe.
 *
 * @param <T> the type of records
 */
final class RecentRecords<T> {
  private int maxRecords;
  private final long maxBytes;
  private final NavigableSet<Entry<T>> all = new TreeSet<>();
  private final Map<String, NavigableSet<Entry<T>>> byPair = new HashMap<>();
  private final Map<String, Entry<T>> byKey = new HashMap<>();
  private long bytes;
  private long added;

  /**
   * @param maxBytes the largest sum of the records' sizes; the latest record is kept in any case
   */
  RecentRecords(int maxRecords, long maxBytes) {
    this.maxRecords = maxRecords;
    this.maxBytes = maxBytes;
  }

  /**
   * A record that is to be kept.
   *
   * @param pairId of the pair that it is about
   * @param value the record
   * @param bytes its size in memory
   * @param time decides which records are the latest, in milliseconds; of two records with the same
   *     time, the one that is added later
   */
  record Item<T>(String pairId, T value, long bytes, long time) {}

  private record Entry<T>(Item<T> item, @Nullable String key, long number)
      implements Comparable<Entry<T>> {
    @Override
    public int compareTo(Entry<T> other) {
      int byTime = Long.compare(item.time(), other.item.time());
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  /** Changes the number of records that are kept; fewer, once the next is added. */
  void setMaxRecords(int max) {
    maxRecords = max;
  }

  /** Adds a record. */
  void add(Item<T> item) {
    link(new Entry<>(item, null, added++));
  }

  /** Replaces the record of a key. */
  void put(String key, Item<T> item) {
    remove(key);
    Entry<T> entry = new Entry<>(item, key, added++);
    byKey.put(key, entry);
    link(entry);
  }

  /** Removes the record of a key, if there is one. */
  void remove(String key) {
    Entry<T> entry = byKey.get(key);
    if (entry != null) {
      unlink(entry);
    }
  }

  /** Whether there is a record with a key. */
  boolean contains(String key) {
    return byKey.containsKey(key);
  }

  /** The latest records, the latest first. */
  List<T> latest(int max) {
    return values(all, max);
  }

  /** The records about a pair, the latest first. */
  List<T> of(String pairId) {
    NavigableSet<Entry<T>> entries = byPair.get(pairId);
    return entries == null ? List.of() : values(entries, Integer.MAX_VALUE);
  }

  /** The time of the latest record; 0 if there is none. */
  long latestTime() {
    return all.isEmpty() ? 0 : all.last().item.time();
  }

  private static <T> List<T> values(NavigableSet<Entry<T>> entries, int max) {
    List<T> values = new ArrayList<>(Math.min(max, entries.size()));
    for (Entry<T> entry : entries.descendingSet()) {
      if (values.size() == max) {
        break;
      }
      values.add(entry.item.value());
    }
    return values;
  }

  private void link(Entry<T> entry) {
    all.add(entry);
    byPair.computeIfAbsent(entry.item.pairId(), first -> new TreeSet<>()).add(entry);
    bytes += entry.item.bytes();
    while (all.size() > maxRecords || (bytes > maxBytes && all.size() > 1)) {
      unlink(all.first());
    }
  }

  private void unlink(Entry<T> entry) {
    all.remove(entry);
    bytes -= entry.item.bytes();
    String pairId = entry.item.pairId();
    NavigableSet<Entry<T>> siblings = byPair.get(pairId);
    if (siblings != null) {
      siblings.remove(entry);
      if (siblings.isEmpty()) {
        byPair.remove(pairId);
      }
    }
    if (entry.key != null) {
      byKey.remove(entry.key);
    }
  }
}
