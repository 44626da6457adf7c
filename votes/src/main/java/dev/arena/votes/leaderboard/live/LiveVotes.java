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
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The current battles in memory. Whatever the order of the changes, equal battles are selected as
 * equal {@link Battles}. For one thread.
 *
 * <p>A battle takes the bytes of a {@link BattleTable} and 13 more, and its group (see {@link
 * VoteGroups}).
 */
final class LiveVotes {
  /** The maximum number of models on a board, which bounds its size and the time of a refit. */
  static final int MAX_MODELS = 500;

  private static final int FIRST_CAPACITY = 64;

  private final Map<String, String> aliases;
  private final BattleTable table = new BattleTable();
  private final VoteGroups groups = new VoteGroups();

  // per slot
  private long[] times = new long[FIRST_CAPACITY];
  private int[] group = new int[FIRST_CAPACITY];
  private byte[] left = new byte[FIRST_CAPACITY];

  /**
   * @param aliases names of models that are replaced by others
   */
  LiveVotes(Map<String, String> aliases) {
    this.aliases = Map.copyOf(aliases);
  }

  /** How many battles each part has, those that the time of votes decides aside. */
  VoteGroups groups() {
    return groups;
  }

  /**
   * Adds or replaces a battle, or removes it.
   *
   * @param battle null to remove it
   * @return whether that concerns a board: a battle whose models are the same by their aliases does
   *     not
   */
  boolean replace(BattleKey key, @Nullable RatedBattle battle) {
    long id = VoteIds.of(key.text());
    int before = table.slot(id);
    if (before >= 0) {
      groups.remove(group[before]);
    }
    RatedVote vote = battle == null ? null : vote(key, battle);
    if (battle == null || vote == null) {
      return table.remove(id);
    }
    int slot = table.put(id, vote);
    grow(slot);
    times[slot] = battle.votedAt();
    left[slot] = (byte) battle.left().ordinal();
    group[slot] = groups.add(key.kind(), battle.slices());
    return true;
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

  private void grow(int slot) {
    if (slot >= times.length) {
      int capacity = Math.addExact(slot, slot / 2);
      times = Arrays.copyOf(times, capacity);
      group = Arrays.copyOf(group, capacity);
      left = Arrays.copyOf(left, capacity);
    }
  }

  /**
   * The battles of a part.
   *
   * @param battles those that determine the ratings
   * @param others left out because of {@link #MAX_MODELS}
   * @param unstyled left out because their style is unknown
   * @param position how often the side mattered among the battles
   * @param latest when the last vote of the battles was cast, in milliseconds since 1970
   */
  record Selected(
      Battles battles, long others, long unstyled, PositionBias position, long latest) {}

  /** Selects the battles of a part, with their style or without. */
  Selected select(Part part, boolean styled) {
    IntPredicate ofPart = filter(part);
    IntPredicate counted =
        table.limitModels(
            slot -> ofPart.test(slot) && (!styled || table.hasStyle(slot)), MAX_MODELS);
    long others = 0;
    long unstyled = 0;
    long leftWins = 0;
    long decisive = 0;
    long latest = Long.MIN_VALUE;
    for (int slot = 0; slot < table.slots(); slot++) {
      if (!table.isUsed(slot) || !ofPart.test(slot)) {
        continue;
      }
      if (counted.test(slot)) {
        decisive += left[slot] == Left.UNKNOWN.ordinal() ? 0 : 1;
        leftWins += left[slot] == Left.WINS.ordinal() ? 1 : 0;
        latest = Math.max(latest, times[slot]);
      } else if (styled && !table.hasStyle(slot)) {
        unstyled++;
      } else {
        others++;
      }
    }
    Battles battles = styled ? table.styledBattles(counted) : table.battles(counted);
    return new Selected(battles, others, unstyled, new PositionBias(leftWins, decisive), latest);
  }

  private IntPredicate filter(Part part) {
    Duration last = VoteSlice.last(part.slice());
    boolean[] matching = groups.matching(last == null ? part : new Part(part.kind(), Slices.ALL));
    if (last == null) {
      return slot -> matching[group[slot]];
    }
    long latest = Long.MIN_VALUE;
    for (int slot = 0; slot < table.slots(); slot++) {
      if (table.isUsed(slot) && matching[group[slot]]) {
        latest = Math.max(latest, times[slot]);
      }
    }
    long start = latest - last.toMillis();
    return slot -> matching[group[slot]] && times[slot] >= start;
  }
}
