package dev.arena.models.encode;

/**
 * A set of words or lines, each a hash, without an object for any of them. For use by one thread
 * while words are added.
 */
final class LongHashSet {
  private static final int FEWEST_SLOTS = 16;

  /** Open addressing; 0 where a slot is free. */
  private long[] slots;

  private boolean holdsZero;
  private int size;

  /**
   * @param expected room is made for so many words; it grows when there are more
   */
  LongHashSet(int expected) {
    slots = new long[Integer.highestOneBit(Math.max(FEWEST_SLOTS, 2 * expected))];
  }

  int size() {
    return size;
  }

  /** Whether the word was new. */
  boolean add(long hash) {
    if (contains(hash)) {
      return false;
    }
    size++;
    if (hash == 0) {
      holdsZero = true;
      return true;
    }
    if (4L * size > 3L * slots.length) {
      grow();
    }
    slots[slot(hash)] = hash;
    return true;
  }

  boolean contains(long hash) {
    return hash == 0 ? holdsZero : slots[slot(hash)] == hash;
  }

  /** How many words are in both sets. */
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

  /** Where a hash is, or is to be put. */
  private int slot(long hash) {
    int slot = (int) (hash ^ hash >>> 32) & (slots.length - 1);
    while (slots[slot] != 0 && slots[slot] != hash) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }
}
