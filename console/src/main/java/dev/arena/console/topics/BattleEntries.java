package dev.arena.console.topics;

import java.util.ArrayList;
import java.util.List;

/**
 * The memory of a {@link BattleIndex}: numbered entries of 32 bytes, which are linked to chains.
 * The numbers of removed entries are used again. Not thread-safe.
 */
final class BattleEntries {
  /** The number of no entry. */
  static final int NONE = -1;

  private static final int CHUNK_BITS = 12;
  private static final int CHUNK_ENTRIES = 1 << CHUNK_BITS;
  private static final int LONGS = 4;
  private static final int KEY = 0;
  private static final int PAIR = 1;

  /** The packed position; {@link #NONE} if the entry was removed. */
  private static final int POSITION = 2;

  /** The numbers of the next later entry of the chain (upper half) and of the next earlier one. */
  private static final int LINKS = 3;

  private final List<long[]> chunks = new ArrayList<>();
  private int used;

  /** The first of the removed entries, which are linked. */
  private int free = NONE;

  /** Adds an entry, which is in no chain yet, and returns its number. */
  int add(long keyHash, long pairHash) {
    int entry = allocate();
    set(entry, KEY, keyHash);
    set(entry, PAIR, pairHash);
    return entry;
  }

  private int allocate() {
    if (free != NONE) {
      int entry = free;
      free = earlier(entry);
      return entry;
    }
    if (used == chunks.size() * CHUNK_ENTRIES) {
      chunks.add(new long[CHUNK_ENTRIES * LONGS]);
    }
    return used++;
  }

  /** Removes an entry that is in no chain. */
  void remove(int entry) {
    link(entry, NONE, free);
    set(entry, POSITION, NONE);
    free = entry;
  }

  boolean isRemoved(int entry) {
    return get(entry, POSITION) == NONE;
  }

  /** The number of entries, including those that were removed; all numbers are below. */
  int used() {
    return used;
  }

  long keyHash(int entry) {
    return get(entry, KEY);
  }

  long pairHash(int entry) {
    return get(entry, PAIR);
  }

  BattlePosition position(int entry) {
    return BattlePosition.unpacked(get(entry, POSITION));
  }

  void setPosition(int entry, BattlePosition position) {
    set(entry, POSITION, position.packed());
  }

  /** The next later entry of the chain, or {@link #NONE}. */
  int later(int entry) {
    return (int) (get(entry, LINKS) >>> Integer.SIZE);
  }

  /** The next earlier entry of the chain, or {@link #NONE}. */
  int earlier(int entry) {
    return (int) get(entry, LINKS);
  }

  void link(int entry, int later, int earlier) {
    set(entry, LINKS, ((long) later << Integer.SIZE) | Integer.toUnsignedLong(earlier));
  }

  private long get(int entry, int field) {
    return chunks.get(entry >>> CHUNK_BITS)[(entry & (CHUNK_ENTRIES - 1)) * LONGS + field];
  }

  private void set(int entry, int field, long value) {
    chunks.get(entry >>> CHUNK_BITS)[(entry & (CHUNK_ENTRIES - 1)) * LONGS + field] = value;
  }
}
