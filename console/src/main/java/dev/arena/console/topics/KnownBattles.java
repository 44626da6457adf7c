package dev.arena.console.topics;

import dev.arena.console.topics.RecentRecords.Item;
import dev.arena.schemas.Battle;
import dev.arena.votes.battle.BattleKey;
import java.util.List;
import java.util.function.ToLongFunction;

/** The current battles: the recent ones as records, and all by their positions. Not thread-safe. */
final class KnownBattles {
  private final RecentRecords<Battle> recent;
  private final BattleIndex index;

  /**
   * @param hash of keys and ids of pairs in the index
   */
  KnownBattles(TopicContents.Limits limits, ToLongFunction<String> hash) {
    this.recent = new RecentRecords<>(limits.records(), limits.bytes());
    this.index = new BattleIndex(limits.battles(), hash);
  }

  /** Replaces the record of a key. */
  void put(String key, Item<Battle> battle) {
    recent.put(key, battle);
  }

  /** A battle is at this position, and not at an earlier one; its record is not known. */
  void put(String key, String pairId, BattlePosition position) {
    recent.remove(key);
    index.put(key, pairId, position);
  }

  /** A battle no longer exists. */
  void remove(String key) {
    recent.remove(key);
    try {
      index.remove(key, BattleKey.parse(key).pairId());
    } catch (IllegalArgumentException otherKey) {
      // there is no battle with such a key
    }
  }

  /** The recent battles of a pair, the latest first. */
  List<Battle> of(String pairId) {
    return recent.of(pairId);
  }

  /** Where the battles of a pair may be, the latest first; some may be those of another pair. */
  List<BattlePosition> positions(String pairId, int max) {
    return index.positions(pairId, max);
  }

  /** Whether there is a battle of a person's vote on a pair. */
  boolean hasVote(String voter, String pairId) {
    // most pairs have no battle, and making a key takes longer than looking for the pair
    if (recent.of(pairId).isEmpty() && index.positions(pairId, 1).isEmpty()) {
      return false;
    }
    String key = new BattleKey(pairId, BattleKey.HUMAN, voter).text();
    return recent.contains(key) || index.contains(key, pairId);
  }

  /** The time of the latest record; 0 if there is none. */
  long latestTime() {
    return recent.latestTime();
  }
}
