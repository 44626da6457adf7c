package dev.arena.votes.evaluation;

import dev.arena.votes.battle.BattleKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The battles that count, by key. The keys of a pair's battles are beside each other, and those of
 * a kind within them. For use by one thread.
 *
 * @param store by the key of the topic of battles
 */
record BattleStore(KeyValueStore<String, EvaluatedBattle> store) {
  /** How many votes of a kind on one pair are combined with each other: the first by key. */
  static final int MAX_COMBINED = 32;

  @Nullable EvaluatedBattle get(BattleKey id) {
    return store.get(id.text());
  }

  /**
   * Replaces a battle.
   *
   * @param battle null to remove it
   */
  void put(BattleKey id, @Nullable EvaluatedBattle battle) {
    if (battle == null) {
      store.delete(id.text());
    } else {
      store.put(id.text(), battle);
    }
  }

  /** The votes on a pair that are combined with each other, in the order of their keys. */
  List<PairVote> combined(String pairId) {
    List<PairVote> votes = new ArrayList<>();
    String end = BattleKey.end(BattleKey.prefix(pairId));
    String from = BattleKey.prefix(pairId);
    while (!from.isEmpty()) {
      from = addKinds(from, end, votes);
    }
    return votes;
  }

  /**
   * The votes that are combined after one was replaced: as {@link #combined}, which reads the store
   * again only if the kind has so many votes that others may be next.
   *
   * @param before those that were combined before
   * @param battle null if it was removed
   */
  List<PairVote> combinedAfter(
      List<PairVote> before, BattleKey id, @Nullable EvaluatedBattle battle) {
    if (before.stream().filter(each -> each.kind().equals(id.kind())).count() >= MAX_COMBINED) {
      return combined(id.pairId());
    }
    List<PairVote> votes = new ArrayList<>(before.size() + 1);
    PairVote added = battle == null ? null : new PairVote(id.kind(), id.voter(), battle);
    for (PairVote each : before) {
      int order = compare(new BattleKey(id.pairId(), each.kind(), each.voter()).text(), id.text());
      if (added != null && order >= 0) {
        votes.add(added);
        added = null;
      }
      if (order != 0) {
        votes.add(each);
      }
    }
    if (added != null) {
      votes.add(added);
    }
    return votes;
  }

  /** Compares keys in the order of the store. */
  static int compare(String one, String other) {
    return Arrays.compareUnsigned(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds votes up to the first kind with too many; returns where to continue, or nothing. */
  private String addKinds(String from, String end, List<PairVote> votes) {
    int ofKind = 0;
    try (KeyValueIterator<String, EvaluatedBattle> battles = store.range(from, end)) {
      while (battles.hasNext()) {
        KeyValue<String, EvaluatedBattle> next = battles.next();
        BattleKey id = BattleKey.parse(next.key);
        boolean same = !votes.isEmpty() && votes.get(votes.size() - 1).kind().equals(id.kind());
        ofKind = same ? ofKind + 1 : 1;
        if (ofKind > MAX_COMBINED) {
          return BattleKey.end(BattleKey.prefix(id.pairId(), id.kind()));
        }
        votes.add(new PairVote(id.kind(), id.voter(), next.value));
      }
    }
    return "";
  }

  /**
   * The battles from a key on, in the order of their keys.
   *
   * @param key empty for all battles
   */
  KeyValueIterator<String, EvaluatedBattle> from(String key) {
    return key.isEmpty() ? store.all() : store.range(key, null);
  }
}
