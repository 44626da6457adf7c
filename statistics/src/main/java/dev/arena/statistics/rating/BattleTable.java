package dev.arena.statistics.rating;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The current battles by id, which can be replaced and removed: the same battle twice counts once.
 * Any sequence of changes that leads to the same current battles selects equal {@link Battles}. For
 * one thread.
 *
 * <p>About 44 bytes a battle, 8 more once a battle has a weight. An id is a 64-bit hash of what
 * identifies a vote (pair, kind, voter): among a million battles, two share an id with a
 * probability of 3e-8. A battle keeps its slot until it is removed, so that callers can hold more
 * about it in arrays of their own.
 */
public final class BattleTable {
  private static final int FIRST_CAPACITY = 64;
  private static final int FREE = -1;

  private final Names models = new Names();
  private final Names voters = new Names();

  // per slot
  private long[] ids = new long[FIRST_CAPACITY];
  private int[] modelA = new int[FIRST_CAPACITY];
  private int[] modelB = new int[FIRST_CAPACITY];
  private byte[] result = new byte[FIRST_CAPACITY];
  private int[] voter = new int[FIRST_CAPACITY];
  private float[] style = new float[FIRST_CAPACITY * StyleFeature.COUNT];
  private double @Nullable [] weight;

  /** Slots below have been used; those of removed battles are chained through {@link #voter}. */
  private int used;

  private int firstFree = FREE;
  private int size;

  /** Open addressing with linear probing: slots by the hash of their id. */
  private int[] index = emptyIndex(2 * FIRST_CAPACITY);

  /** Adds a battle, or replaces the one with this id; returns its slot. */
  public int put(long id, RatedVote vote) {
    int place = place(id);
    int slot = index[place];
    boolean isNew = slot == FREE;
    if (isNew) {
      slot = newSlot();
      ids[slot] = id;
      index[place] = slot;
      size++;
    }
    modelA[slot] = models.index(vote.modelA());
    modelB[slot] = models.index(vote.modelB());
    result[slot] = (byte) vote.result().ordinal();
    voter[slot] = vote.voter() == null ? Battles.ANONYMOUS : voters.index(vote.voter());
    setWeight(slot, vote.weight());
    setStyle(slot, vote.style());
    if (isNew && 4L * size > 3L * index.length) {
      rehash(2 * index.length);
    }
    return slot;
  }

  /** Removes the battle with this id; returns whether there was one. */
  public boolean remove(long id) {
    int place = place(id);
    int slot = index[place];
    if (slot == FREE) {
      return false;
    }
    closeGap(place);
    modelA[slot] = FREE;
    voter[slot] = firstFree;
    firstFree = slot;
    size--;
    return true;
  }

  /** The slot of the battle with this id; -1 if there is none. */
  public int slot(long id) {
    return index[place(id)];
  }

  /** The number of current battles. */
  public int size() {
    return size;
  }

  /** Slots are below this number; some of them may be free. */
  public int slots() {
    return used;
  }

  /** Whether the slot holds a current battle. */
  public boolean isUsed(int slot) {
    return modelA[slot] != FREE;
  }

  /** The result of the slot's battle. */
  public BattleResult result(int slot) {
    return BattleResult.values()[result[slot]];
  }

  /** Whether the style of the slot's battle is known. */
  public boolean hasStyle(int slot) {
    return !Float.isNaN(style[slot * StyleFeature.COUNT]);
  }

  /** All current battles, without their style. */
  public Battles battles() {
    return battles(slot -> true);
  }

  /** The battles in the slots that the filter accepts, without their style. */
  public Battles battles(IntPredicate filter) {
    return select(filter, false);
  }

  /** The battles in the slots that the filter accepts and that have a style, with their style. */
  public Battles styledBattles(IntPredicate filter) {
    return select(slot -> hasStyle(slot) && filter.test(slot), true);
  }

  /**
   * A filter that also limits the number of models: to those with the most battles that the given
   * filter accepts, and among equal ones the first by name. It holds until battles change.
   */
  public IntPredicate limitModels(IntPredicate filter, int maxModels) {
    if (models.size() <= maxModels) {
      return filter;
    }
    int[] battles = new int[models.size()];
    for (int slot = 0; slot < used; slot++) {
      if (isUsed(slot) && filter.test(slot)) {
        battles[modelA[slot]]++;
        battles[modelB[slot]]++;
      }
    }
    boolean[] kept = models.largest(battles, maxModels);
    return slot -> kept[modelA[slot]] && kept[modelB[slot]] && filter.test(slot);
  }

  private Battles select(IntPredicate filter, boolean styled) {
    boolean[] selected = new boolean[used];
    int selectedCount = 0;
    boolean[] usedModels = new boolean[models.size()];
    boolean[] usedVoters = new boolean[voters.size()];
    for (int slot = 0; slot < used; slot++) {
      if (isUsed(slot) && filter.test(slot)) {
        selected[slot] = true;
        selectedCount++;
        usedModels[modelA[slot]] = true;
        usedModels[modelB[slot]] = true;
        if (voter[slot] != Battles.ANONYMOUS) {
          usedVoters[voter[slot]] = true;
        }
      }
    }
    Ranking modelRanks = models.rank(usedModels);
    Ranking voterRanks = voters.rank(usedVoters);
    BattlesBuilder builder =
        Battles.builder(modelRanks.names, voterRanks.names.size()).reserve(selectedCount);
    for (int slot = 0; slot < used; slot++) {
      if (selected[slot]) {
        builder.add(
            modelRanks.rank[modelA[slot]],
            modelRanks.rank[modelB[slot]],
            BattleResult.values()[result[slot]],
            voter[slot] == Battles.ANONYMOUS ? Battles.ANONYMOUS : voterRanks.rank[voter[slot]]);
        if (weight != null && weight[slot] != 1) {
          builder.weight(weight[slot]);
        }
        if (styled) {
          int at = slot * StyleFeature.COUNT;
          builder.style(
              new StyleDifference(style[at], style[at + 1], style[at + 2], style[at + 3]));
        }
      }
    }
    return builder.build();
  }

  private void setWeight(int slot, double newWeight) {
    if (weight == null && newWeight != 1) {
      weight = new double[ids.length];
      Arrays.fill(weight, 1);
    }
    if (weight != null) {
      weight[slot] = newWeight;
    }
  }

  private void setStyle(int slot, @Nullable StyleDifference difference) {
    int at = slot * StyleFeature.COUNT;
    if (difference == null) {
      Arrays.fill(style, at, at + StyleFeature.COUNT, Float.NaN);
    } else {
      style[at] = difference.length();
      style[at + 1] = difference.headers();
      style[at + 2] = difference.lists();
      style[at + 3] = difference.bold();
    }
  }

  private int newSlot() {
    if (firstFree != FREE) {
      int slot = firstFree;
      firstFree = voter[slot];
      return slot;
    }
    if (used == ids.length) {
      int capacity = Math.addExact(used, used / 2);
      ids = Arrays.copyOf(ids, capacity);
      modelA = Arrays.copyOf(modelA, capacity);
      modelB = Arrays.copyOf(modelB, capacity);
      result = Arrays.copyOf(result, capacity);
      voter = Arrays.copyOf(voter, capacity);
      style = Arrays.copyOf(style, Math.multiplyExact(capacity, StyleFeature.COUNT));
      if (weight != null) {
        weight = Arrays.copyOf(weight, capacity);
      }
    }
    return used++;
  }

  /** Where the index holds this id, or the free place where it belongs. */
  private int place(long id) {
    int mask = index.length - 1;
    int place = hash(id) & mask;
    while (index[place] != FREE && ids[index[place]] != id) {
      place = (place + 1) & mask;
    }
    return place;
  }

  /** Frees a place; moves back later slots whose probing passed it (Knuth, TAOCP 6.4, R). */
  private void closeGap(int place) {
    int mask = index.length - 1;
    int gap = place;
    for (int next = (gap + 1) & mask; index[next] != FREE; next = (next + 1) & mask) {
      int home = hash(ids[index[next]]) & mask;
      if (((next - home) & mask) >= ((next - gap) & mask)) {
        index[gap] = index[next];
        gap = next;
      }
    }
    index[gap] = FREE;
  }

  private void rehash(int capacity) {
    index = emptyIndex(capacity);
    for (int slot = 0; slot < used; slot++) {
      if (isUsed(slot)) {
        index[place(ids[slot])] = slot;
      }
    }
  }

  private static int[] emptyIndex(int capacity) {
    int[] empty = new int[capacity];
    Arrays.fill(empty, FREE);
    return empty;
  }

  private static int hash(long id) {
    long mixed = id * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> Integer.SIZE);
  }

  /** Names numbered in the order in which they came. */
  private static final class Names {
    private final Map<String, Integer> indices = new HashMap<>();
    private final List<String> sorted = new ArrayList<>();

    int index(String name) {
      Integer known = indices.get(name);
      if (known != null) {
        return known;
      }
      int index = indices.size();
      indices.put(name, index);
      sorted.add(name);
      return index;
    }

    int size() {
      return indices.size();
    }

    /** By index, whether a name is among those with the largest counts, or the first of equals. */
    boolean[] largest(int[] counts, int max) {
      List<String> names = new ArrayList<>(sorted);
      names.sort(
          Comparator.comparing((String name) -> -counts[index(name)])
              .thenComparing(Comparator.naturalOrder()));
      boolean[] largest = new boolean[counts.length];
      names.stream().limit(max).forEach(name -> largest[index(name)] = true);
      return largest;
    }

    /** The used names in their order, and each name's position among them. */
    Ranking rank(boolean[] usedNames) {
      sorted.sort(null); // sorted except for the names since the last time, which takes little time
      int[] rank = new int[usedNames.length];
      List<String> names = new ArrayList<>();
      for (String name : sorted) {
        int index = index(name);
        if (usedNames[index]) {
          rank[index] = names.size();
          names.add(name);
        }
      }
      return new Ranking(names, rank);
    }
  }

  private record Ranking(List<String> names, int[] rank) {}
}
