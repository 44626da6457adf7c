package dev.arena.models.encode;

/**
 * A set of word or line hashes, stored without an object per element. Not thread-safe while hashes
 * are added.
 */
final class LongHashSet {
  private static final int FEWEST_SLOTS = 16;

  /** Open addressing; 0 marks a free slot. */
  private long[] slots;

  private boolean holdsZero;
  private int size;

  /**
   * @param expected initial capacity in hashes; grows when needed
   */
  LongHashSet(int expected) {
    slots = new long[Integer.highestOneBit(Math.max(FEWEST_SLOTS, 2 * expected))];
  }

  int size() {
    return size;
  }

  /** Adds a hash; returns whether it was new. */
  boolean add(long hash) {
    if (hash == 0) {
      if (holdsZero) {
        return false;
      }
      holdsZero = true;
      size++;
      return true;
    }
    int slot = slot(hash);
    if (slots[slot] == hash) {
      return false;
    }
    slots[slot] = hash;
    size++;
    if (4L * size > 3L * slots.length) {
      grow();
    }
    return true;
  }

  boolean contains(long hash) {
    return hash == 0 ? holdsZero : slots[slot(hash)] == hash;
  }

  /** The number of hashes that both sets contain. */
  int common(LongHashSet other) {
    LongHashSet smaller = size <= other.size ? this : other;
    LongHashSet larger = smaller == this ? other : this;
    int common = holdsZero && other.holdsZero ? 1 : 0;
    for (long hash : smaller.slots) {
      if (hash != 0 && larger.contains(hash)) {
        common++;
      }
    }
    return common;
  }

  private void grow() {
    long[] before = slots;
    slots = new long[2 * before.length];
    for (long hash : before) {
      if (hash != 0) {
        slots[slot(hash)] = hash;
      }
    }
  }

  /** The slot of a hash, or the free slot for it. */
  private int slot(long hash) {
    int slot = (int) (hash ^ hash >>> 32) & (slots.length - 1);
    while (slots[slot] != 0 && slots[slot] != hash) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }
}
