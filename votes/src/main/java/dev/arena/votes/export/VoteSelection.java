package dev.arena.votes.export;

import dev.arena.kafka.client.Connection;
import dev.arena.schemas.Battle;
import dev.arena.schemas.VoteOutcome;
import dev.arena.votes.battle.BattleKey;
import dev.arena.votes.battle.BattleTopic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides from a battle alone whether its vote is exported.
 *
 * @param kinds the kinds of votes that are exported; empty for all
 * @param before only votes that were cast before this time are exported
 */
record VoteSelection(ExportFormat format, Set<String> kinds, Instant before) {
  VoteSelection {
    kinds = Set.copyOf(kinds);
  }

  /**
   * The votes to export, in their order.
   *
   * @param topic of battles
   * @param counts counts every current battle, and those that are omitted
   */
  List<ExportedVote> read(Connection connection, String topic, ExportCounts counts) {
    Map<BattleKey, ExportedVote> selected = new HashMap<>();
    Map<BattleKey, Omission> omitted = new HashMap<>();
    Map<String, String> names = new HashMap<>();
    BattleTopic.read(
        connection,
        topic,
        (key, battle) -> {
          // a later record may differ in everything but the key
          selected.remove(key);
          omitted.remove(key);
          if (battle != null) {
            BattleKey kept = shared(names, key, battle);
            Omission omission = omission(battle);
            if (omission != null) {
              omitted.put(kept, omission);
            } else {
              selected.put(kept, ExportedVote.of(kept, battle, name -> shared(names, name)));
            }
          }
        });
    counts.battles(selected.size() + omitted.size());
    omitted.values().forEach(counts::omit);
    List<ExportedVote> votes = new ArrayList<>(selected.values());
    votes.sort(ExportedVote.ORDER);
    return votes;
  }

  /** Why a battle's vote is omitted; null if it is exported. */
  @Nullable Omission omission(Battle battle) {
    VoteOutcome outcome = battle.getOutcome();
    if (!kinds.isEmpty() && !kinds.contains(battle.getKind())) {
      return Omission.OTHER_KIND;
    }
    if (!battle.getVotedAt().isBefore(before)) {
      return Omission.TOO_LATE;
    }
    if (battle.getAmbiguous()) {
      return Omission.AMBIGUOUS;
    }
    if (outcome == VoteOutcome.UNKNOWN || outcome == VoteOutcome.WITHDRAWN) {
      return Omission.OUTCOME;
    }
    if (format == ExportFormat.DPO && outcome != VoteOutcome.A && outcome != VoteOutcome.B) {
      return Omission.NOT_DECISIVE;
    }
    if (!format.hasTexts()) {
      return battle.getModelA() == null || battle.getModelB() == null ? Omission.NO_MODELS : null;
    }
    return battle.getPair() == null ? Omission.NOT_SCORED : null;
  }

  /** The key, whose kind and voter are the same instances as those of other keys. */
  private static BattleKey shared(Map<String, String> names, BattleKey key, Battle battle) {
    return new BattleKey(
        key.pairId(),
        names.computeIfAbsent(key.kind(), name -> name),
        battle.getVoter() == null ? key.voter() : names.computeIfAbsent(key.voter(), name -> name));
  }

  private static @Nullable String shared(Map<String, String> names, @Nullable String name) {
    return name == null ? null : names.computeIfAbsent(name, same -> same);
  }
}
