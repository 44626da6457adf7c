package dev.arena.console.topics;

import static dev.arena.console.topics.BattleEntries.NONE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Where the current battles of each pair are in their topic. It keeps hashes instead of texts: a
 * battle takes 32 bytes, and 6 to 12 in two tables. So battles of other pairs may be among those
 * that it finds; a reader of the topic must check the pair of each. Beyond a maximum number of
 * battles, about the earliest are forgotten. Not thread-safe.
 *
 * <p>One table finds the entries by their key, by linear probing. The other has the first entry of
 * each chain, to which the battles of some pairs belong, the latest first.
 */
final class BattleIndex {
  private static final int FIRST_SLOTS = 1 << 10;
  private static final int SLOTS_PER_CHAIN = 4;
  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  private final int maxBattles;
  private final ToLongFunction<String> hash;
  private final BattleEntries entries = new BattleEntries();
  private int[] slots = filled(FIRST_SLOTS);
  private int[] chains = filled(FIRST_SLOTS / SLOTS_PER_CHAIN);
  private int size;

  /** The entry that is forgotten next. */
  private int hand;

  /**
   * @param hash of the texts of keys and pairs
   */
  BattleIndex(int maxBattles, ToLongFunction<String> hash) {
    this.maxBattles = maxBattles;
    this.hash = hash;
  }

  /** The number of battles. */
  int size() {
    return size;
  }

  /**
   * Adds a battle, or replaces the one with the same key, which is then the latest of its pair.
   *
   * @param key the text of its key
   * @param pairId the pair in this key
   */
  void put(String key, String pairId, BattlePosition position) {
    long keyHash = hash.applyAsLong(key);
    long pairHash = hash.applyAsLong(pairId);
    int entry = slots[slot(keyHash, pairHash)];
    if (entry == NONE) {
      if (size == maxBattles) {
        forgetOne();
      }
      growIfFull();
      entry = entries.add(keyHash, pairHash);
      slots[slot(keyHash, pairHash)] = entry;
      size++;
    } else {
      unlink(entry);
    }
    entries.setPosition(entry, position);
    link(entry);
  }

  /** Removes a battle, if there is one with this key. */
  void remove(String key, String pairId) {
    int slot = slot(hash.applyAsLong(key), hash.applyAsLong(pairId));
    if (slots[slot] != NONE) {
      remove(slot);
    }
  }

  /** Whether there is a battle with this key. */
  boolean contains(String key, String pairId) {
    return slots[slot(hash.applyAsLong(key), hash.applyAsLong(pairId))] != NONE;
  }

  /** Where the battles of a pair are, the latest first. */
  List<BattlePosition> positions(String pairId, int max) {
    long pairHash = hash.applyAsLong(pairId);
    List<BattlePosition> positions = new ArrayList<>();
    for (int entry = chains[chain(pairHash)];
        entry != NONE && positions.size() < max;
        entry = entries.earlier(entry)) {
      if (entries.pairHash(entry) == pairHash) {
        positions.add(entries.position(entry));
      }
    }
    return positions;
  }

  private void forgetOne() {
    while (entries.isRemoved(hand)) {
      hand = (hand + 1) % entries.used();
    }
    remove(slot(entries.keyHash(hand), entries.pairHash(hand)));
    hand = (hand + 1) % entries.used();
  }

  private void remove(int slot) {
    int entry = slots[slot];
    unlink(entry);
    entries.remove(entry);
    size--;
    closeGap(slot);
  }

  /** Moves later entries of a probe sequence forward, so that a search still finds them. */
  private void closeGap(int removed) {
    int mask = slots.length - 1;
    int gap = removed;
    for (int next = (gap + 1) & mask; slots[next] != NONE; next = (next + 1) & mask) {
      int home = spread(entries.keyHash(slots[next]), mask);
      if (((next - home) & mask) >= ((next - gap) & mask)) {
        slots[gap] = slots[next];
        gap = next;
      }
    }
    slots[gap] = NONE;
  }

  /** The slot of a battle, or the one where it belongs if it is missing. */
  private int slot(long keyHash, long pairHash) {
    int mask = slots.length - 1;
    int slot = spread(keyHash, mask);
    while (slots[slot] != NONE
        && (entries.keyHash(slots[slot]) != keyHash || entries.pairHash(slots[slot]) != pairHash)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void growIfFull() {
    if (size < slots.length / 4 * 3) {
      return;
    }
    int[] oldSlots = slots;
    slots = filled(2 * oldSlots.length);
    for (int entry : oldSlots) {
      if (entry != NONE) {
        slots[slot(entries.keyHash(entry), entries.pairHash(entry))] = entry;
      }
    }
    int[] oldChains = chains;
    chains = filled(2 * oldChains.length);
    for (int latest : oldChains) {
      relink(latest);
    }
  }

  /** Links the entries of an old chain, the earliest first. */
  private void relink(int latest) {
    int entry = latest;
    while (entry != NONE && entries.earlier(entry) != NONE) {
      entry = entries.earlier(entry);
    }
    while (entry != NONE) {
      int next = entries.later(entry);
      link(entry);
      entry = next;
    }
  }

  private void link(int entry) {
    int chain = chain(entries.pairHash(entry));
    int latest = chains[chain];
    entries.link(entry, NONE, latest);
    if (latest != NONE) {
      entries.link(latest, entry, entries.earlier(latest));
    }
    chains[chain] = entry;
  }

  private void unlink(int entry) {
    int later = entries.later(entry);
    int earlier = entries.earlier(entry);
    if (later == NONE) {
      chains[chain(entries.pairHash(entry))] = earlier;
    } else {
      entries.link(later, entries.later(later), earlier);
    }
    if (earlier != NONE) {
      entries.link(earlier, later, entries.earlier(earlier));
    }
  }

  private int chain(long pairHash) {
    return spread(pairHash, chains.length - 1);
  }

  private static int spread(long hash, int mask) {
    return (int) ((hash * SPREAD) >>> Integer.SIZE) & mask;
  }

  private static int[] filled(int length) {
    int[] numbers = new int[length];
    Arrays.fill(numbers, NONE);
    return numbers;
  }
}
