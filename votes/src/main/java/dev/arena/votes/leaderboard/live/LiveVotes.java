package dev.arena.votes.leaderboard.live;

import dev.arena.statistics.agreement.PositionBias;
import dev.arena.statistics.rating.BattleTable;
import dev.arena.statistics.rating.Battles;
import dev.arena.statistics.rating.RatedVote;
import dev.arena.votes.battle.BattleKey;
import dev.arena.votes.battle.Left;
import dev.arena.votes.battle.VoteIds;
import dev.arena.votes.evaluation.Slices;
import dev.arena.votes.leaderboard.VoteSlice;
import dev.arena.votes.leaderboard.live.BoardKey.Part;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The current battles in memory, and how many there are of each kind and slice. Whatever the order
 * of the changes, equal battles are selected as equal {@link Battles}. For one thread.
 *
 * <p>A battle takes the bytes of a {@link BattleTable} and 13 more. Battles of the same kind and
 * slices share a group, which ends with the last of them.
 */
final class LiveVotes {
  /** The maximum number of models on a board, which bounds its size and the time of a refit. */
  static final int MAX_MODELS = 500;

  private static final int FIRST_CAPACITY = 64;

  private final Map<String, String> aliases;
  private final BattleTable table = new BattleTable();

  // per slot
  private long[] times = new long[FIRST_CAPACITY];
  private int[] groups = new int[FIRST_CAPACITY];
  private byte[] left = new byte[FIRST_CAPACITY];

  private final Groups known = new Groups();
  private final Map<Part, PartSize> sizes = new HashMap<>();
  private long version;

  /**
   * @param aliases names of models that are replaced by others
   */
  LiveVotes(Map<String, String> aliases) {
    this.aliases = Map.copyOf(aliases);
  }

  /**
   * How many battles belong to a part.
   *
   * @param version grows with each change, and is never used again
   */
  record PartSize(int battles, long version) {}

  /**
   * Adds or replaces a battle, or removes it.
   *
   * @param battle null to remove it
   */
  void replace(BattleKey key, @Nullable RatedBattle battle) {
    long id = VoteIds.of(key.text());
    int before = table.slot(id);
    if (before >= 0) {
      count(known.get(groups[before]), -1);
      known.release(groups[before]);
    }
    RatedVote vote = battle == null ? null : vote(key, battle);
    if (battle == null || vote == null) {
      table.remove(id);
      return;
    }
    int slot = table.put(id, vote);
    grow(slot);
    Group group = new Group(key.kind(), battle.slices());
    times[slot] = battle.votedAt();
    left[slot] = (byte) battle.left().ordinal();
    groups[slot] = known.use(group);
    count(group, 1);
  }

  /** Null if aliases make the battle's models the same. */
  private @Nullable RatedVote vote(BattleKey key, RatedBattle battle) {
    String modelA = aliases.getOrDefault(battle.modelA(), battle.modelA());
    String modelB = aliases.getOrDefault(battle.modelB(), battle.modelB());
    return modelA.equals(modelB)
        ? null
        : new RatedVote(
            modelA,
            modelB,
            battle.result(),
            battle.anonymous() ? null : key.voter(),
            1,
            battle.style());
  }

  private void count(Group group, int change) {
    version++;
    for (String slice : group.slices()) {
      Part part = new Part(group.kind(), slice);
      PartSize size = sizes.get(part);
      int battles = change + (size == null ? 0 : size.battles());
      if (battles == 0) {
        sizes.remove(part);
      } else {
        sizes.put(part, new PartSize(battles, version));
      }
    }
  }

  private void grow(int slot) {
    if (slot >= times.length) {
      int capacity = Math.addExact(slot, slot / 2);
      times = Arrays.copyOf(times, capacity);
      groups = Arrays.copyOf(groups, capacity);
      left = Arrays.copyOf(left, capacity);
    }
  }

  /** Grows with each change. */
  long version() {
    return version;
  }

  /** The parts that have battles, those that the time of votes decides aside. */
  Map<Part, PartSize> sizes() {
    return sizes;
  }

  /**
   * The battles of a part.
   *
   * @param battles those that determine the ratings
   * @param others left out because of {@link #MAX_MODELS}
   * @param unstyled left out because their style is unknown
   * @param latest when the last vote of the part was cast, in milliseconds since 1970
   */
  record Selected(
      Battles battles, long others, long unstyled, PositionBias position, long latest) {}

  /** Selects the battles of a part, with their style or without. */
  Selected select(Part part, boolean styled) {
    IntPredicate filter = filter(part);
    long all = 0;
    long eligible = 0;
    long leftWins = 0;
    long decisive = 0;
    long latest = Long.MIN_VALUE;
    for (int slot = 0; slot < table.slots(); slot++) {
      if (table.isUsed(slot) && filter.test(slot)) {
        all++;
        if (!styled || table.hasStyle(slot)) {
          eligible++;
          decisive += left[slot] == Left.UNKNOWN.ordinal() ? 0 : 1;
          leftWins += left[slot] == Left.WINS.ordinal() ? 1 : 0;
          latest = Math.max(latest, times[slot]);
        }
      }
    }
    Battles battles =
        styled ? table.styledBattles(filter, MAX_MODELS) : table.battles(filter, MAX_MODELS);
    return new Selected(
        battles,
        eligible - battles.votes(),
        all - eligible,
        new PositionBias(leftWins, decisive),
        latest);
  }

  private IntPredicate filter(Part part) {
    Duration last = new VoteSlice(part.slice()).last();
    if (last == null) {
      boolean[] matching = known.matching(part);
      return slot -> matching[groups[slot]];
    }
    boolean[] ofKind = known.matching(new Part(part.kind(), Slices.ALL));
    long latest = Long.MIN_VALUE;
    for (int slot = 0; slot < table.slots(); slot++) {
      if (table.isUsed(slot) && ofKind[groups[slot]]) {
        latest = Math.max(latest, times[slot]);
      }
    }
    long start = latest - last.toMillis();
    return slot -> ofKind[groups[slot]] && times[slot] >= start;
  }

  /** The kind and slices that battles share. */
  private record Group(String kind, List<String> slices) {}

  /** The groups that battles have, by number; numbers of those without battles are used again. */
  private static final class Groups {
    private final Map<Group, Integer> numbers = new HashMap<>();
    private @Nullable Group[] groups = new @Nullable Group[FIRST_CAPACITY];
    private int[] users = new int[FIRST_CAPACITY];
    private int[] free = new int[FIRST_CAPACITY];
    private int freeCount;
    private int used;

    Group get(int number) {
      Group group = groups[number];
      if (group == null) {
        throw new IllegalStateException("group " + number + " has no battles");
      }
      return group;
    }

    int use(Group group) {
      Integer known = numbers.get(group);
      int number = known == null ? add(group) : known;
      users[number]++;
      return number;
    }

    private int add(Group group) {
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

    void release(int number) {
      if (--users[number] == 0) {
        numbers.remove(get(number));
        groups[number] = null;
        free[freeCount++] = number;
      }
    }

    /** By number, whether the battles of a group belong to a part. */
    boolean[] matching(Part part) {
      boolean[] matching = new boolean[used];
      for (int number = 0; number < used; number++) {
        Group group = groups[number];
        matching[number] =
            group != null
                && group.kind().equals(part.kind())
                && group.slices().contains(part.slice());
      }
      return matching;
    }
  }
}
