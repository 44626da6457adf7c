package dev.arena.votes.leaderboard.live;

import dev.arena.votes.leaderboard.live.BoardKey.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which parts the current battles belong to, and how many battles each part has. Battles of the
 * same kind and slices share a group, which ends with the last of them. For one thread.
 */
final class VoteGroups {
  private static final int FIRST_CAPACITY = 64;

  private final Map<Part, PartSize> sizes = new HashMap<>();
  private final Map<List<PartSize>, Integer> numbers = new HashMap<>();

  /** By number; null if no battle belongs to the group, whose number is then used again. */
  private @Nullable List<PartSize>[] groups = newArray(FIRST_CAPACITY);

  private int[] users = new int[FIRST_CAPACITY];
  private int[] free = new int[FIRST_CAPACITY];
  private int freeCount;
  private int used;
  private long version;

  /** How many battles belong to a part now. Equal to itself only, so that groups share it. */
  static final class PartSize {
    private final Part part;
    private int battles;
    private long version;

    private PartSize(Part part) {
      this.part = part;
    }

    Part part() {
      return part;
    }

    int battles() {
      return battles;
    }

    /** Grows with each change of the part's battles, and is never used again. */
    long version() {
      return version;
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic types
  private static @Nullable List<PartSize>[] newArray(int length) {
    return new List[length];
  }

  /** Adds a battle; returns the number of its group. */
  int add(String kind, List<String> slices) {
    version++;
    List<PartSize> parts = new ArrayList<>(slices.size());
    for (String slice : slices) {
      PartSize size = sizes.computeIfAbsent(new Part(kind, slice), PartSize::new);
      size.battles++;
      size.version = version;
      parts.add(size);
    }
    List<PartSize> group = List.copyOf(parts);
    Integer known = numbers.get(group);
    int number = known == null ? newGroup(group) : known;
    users[number]++;
    return number;
  }

  private int newGroup(List<PartSize> group) {
    int number = freeCount > 0 ? free[--freeCount] : used++;
    if (number == groups.length) {
      int capacity = Math.addExact(number, number / 2);
      groups = Arrays.copyOf(groups, capacity);
      users = Arrays.copyOf(users, capacity);
      free = Arrays.copyOf(free, capacity);
    }
    groups[number] = group;
    numbers.put(group, number);
    return number;
  }

  /** Removes a battle of a group. */
  void remove(int number) {
    List<PartSize> group = groups[number];
    if (group == null) {
      throw new IllegalStateException("group " + number + " has no battles");
    }
    version++;
    for (PartSize size : group) {
      size.battles--;
      size.version = version;
      if (size.battles == 0) {
        sizes.remove(size.part);
      }
    }
    if (--users[number] == 0) {
      numbers.remove(group);
      groups[number] = null;
      free[freeCount++] = number;
    }
  }

  /** Grows with each change. */
  long version() {
    return version;
  }

  /** The parts that have battles. */
  Collection<PartSize> sizes() {
    return sizes.values();
  }

  /** The size of a part; null if it has no battles. */
  @Nullable PartSize size(Part part) {
    return sizes.get(part);
  }

  /** By number, whether the battles of a group belong to a part. */
  boolean[] matching(Part part) {
    PartSize wanted = sizes.get(part);
    boolean[] matching = new boolean[used];
    for (int number = 0; wanted != null && number < used; number++) {
      List<PartSize> group = groups[number];
      matching[number] = group != null && group.contains(wanted);
    }
    return matching;
  }
}
