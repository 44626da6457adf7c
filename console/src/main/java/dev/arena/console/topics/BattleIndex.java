package dev.arena.console.topics;

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
 * <p>Entries are numbered. One table finds them by their key, by linear probing. The other has the
 * first entry of each chain, to which the battles of some pairs belong, the latest first.
 */
final class BattleIndex {
  private static final int NONE = -1;
  private static final int FIRST_SLOTS = 1 << 10;
  private static final int SLOTS_PER_CHAIN = 4;

  private static final int CHUNK_BITS = 12;
  private static final int CHUNK_ENTRIES = 1 << CHUNK_BITS;
  private static final int LONGS = 4;
  private static final int KEY = 0;
  private static final int PAIR = 1;
  private static final int POSITION = 2;

  /** The numbers of the next later entry of the chain (upper half) and of the next earlier one. */
  private static final int LINKS = 3;

  private static final long SPREAD = 0x9e3779b97f4a7c15L;

  private final int maxBattles;
  private final ToLongFunction<String> hash;
  private final List<long[]> chunks = new ArrayList<>();
  private int[] slots = filled(FIRST_SLOTS);
  private int[] chains = filled(FIRST_SLOTS / SLOTS_PER_CHAIN);
  private int size;

  /** Entries below this number have been in use. */
  private int used;

  /** The first of the removed entries, which are linked; {@link #NONE} if there is none. */
  private int free = NONE;

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
    long packed = position.packed();
    int slot = slot(keyHash, pairHash);
    int entry = slots[slot];
    if (entry == NONE) {
      if (size == maxBattles) {
        forgetOne();
      }
      growIfFull();
      entry = allocate();
      set(entry, KEY, keyHash);
      set(entry, PAIR, pairHash);
      slots[slot(keyHash, pairHash)] = entry;
      size++;
    } else {
      unlink(entry);
    }
    set(entry, POSITION, packed);
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
        entry = earlier(entry)) {
      if (get(entry, PAIR) == pairHash) {
        positions.add(BattlePosition.unpacked(get(entry, POSITION)));
      }
    }
    return positions;
  }

  private void forgetOne() {
    while (isFree(hand)) {
      hand = (hand + 1) % used;
    }
    remove(slot(get(hand, KEY), get(hand, PAIR)));
    hand = (hand + 1) % used;
  }

  private void remove(int slot) {
    int entry = slots[slot];
    unlink(entry);
    setLinks(entry, NONE, free);
    set(entry, POSITION, NONE);
    free = entry;
    size--;
    closeGap(slot);
  }

  private boolean isFree(int entry) {
    return get(entry, POSITION) == NONE;
  }

  /** Moves later entries of a probe sequence forward, so that a search still finds them. */
  private void closeGap(int removed) {
    int mask = slots.length - 1;
    int gap = removed;
    for (int next = (gap + 1) & mask; slots[next] != NONE; next = (next + 1) & mask) {
      int home = spread(get(slots[next], KEY), mask);
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
        && (get(slots[slot], KEY) != keyHash || get(slots[slot], PAIR) != pairHash)) {
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
        slots[slot(get(entry, KEY), get(entry, PAIR))] = entry;
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
    while (entry != NONE && earlier(entry) != NONE) {
      entry = earlier(entry);
    }
    while (entry != NONE) {
      int next = later(entry);
      link(entry);
      entry = next;
    }
  }

  private void link(int entry) {
    int chain = chain(get(entry, PAIR));
    int latest = chains[chain];
    setLinks(entry, NONE, latest);
    if (latest != NONE) {
      setLinks(latest, entry, earlier(latest));
    }
    chains[chain] = entry;
  }

  private void unlink(int entry) {
    int later = later(entry);
    int earlier = earlier(entry);
    if (later == NONE) {
      chains[chain(get(entry, PAIR))] = earlier;
    } else {
      setLinks(later, later(later), earlier);
    }
    if (earlier != NONE) {
      setLinks(earlier, later, earlier(earlier));
    }
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

  private int chain(long pairHash) {
    return spread(pairHash, chains.length - 1);
  }

  private static int spread(long hash, int mask) {
    return (int) ((hash * SPREAD) >>> Integer.SIZE) & mask;
  }

  private int later(int entry) {
    return (int) (get(entry, LINKS) >>> Integer.SIZE);
  }

  private int earlier(int entry) {
    return (int) get(entry, LINKS);
  }

  private void setLinks(int entry, int later, int earlier) {
    set(entry, LINKS, ((long) later << Integer.SIZE) | Integer.toUnsignedLong(earlier));
  }

  private long get(int entry, int field) {
    return chunks.get(entry >>> CHUNK_BITS)[(entry & (CHUNK_ENTRIES - 1)) * LONGS + field];
  }

  private void set(int entry, int field, long value) {
    chunks.get(entry >>> CHUNK_BITS)[(entry & (CHUNK_ENTRIES - 1)) * LONGS + field] = value;
  }

  private static int[] filled(int length) {
    int[] entries = new int[length];
    Arrays.fill(entries, NONE);
    return entries;
  }
}
