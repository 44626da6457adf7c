package dev.arena.votes.evaluation;

import dev.arena.schemas.Battle;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.votes.battle.BattleKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The evaluation of given battles, added up at once, without Kafka. */
public final class OfflineEvaluation {
  private static final Comparator<String> BY_BYTES =
      (one, other) ->
          Arrays.compareUnsigned(
              one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

  private OfflineEvaluation() {}

  /**
   * Returns what the topic of evaluations must hold in the end: the last record of each key that
   * was not removed. The limits on slices, scorers and kinds of votes do not apply.
   *
   * @param battles by the text of the key, as in the topic of battles
   * @param champion the champion's topic of preferences
   * @param now decides which windows are over
   */
  public static Map<String, LiveEvaluation> of(
      Map<String, Battle> battles, String champion, Instant now) {
    Evaluations evaluations =
        new Evaluations(
            new EvaluationSettings(
                "", "", champion, EvaluationSettings.HOURS, EvaluationSettings.DAYS),
            now.toEpochMilli());
    Map<String, Battle> sorted = new TreeMap<>(BY_BYTES);
    sorted.putAll(battles);
    Map<String, List<PairVote>> pairs = new HashMap<>();
    sorted.forEach(
        (text, battle) -> {
          BattleKey id = BattleKey.parse(text);
          EvaluatedBattle.of(battle, now.toEpochMilli())
              .ifPresent(
                  read -> {
                    evaluations.add(id, read);
                    pairs
                        .computeIfAbsent(id.pairId(), none -> new ArrayList<>())
                        .add(new PairVote(id.kind(), id.voter(), read));
                  });
        });
    pairs.values().forEach(votes -> evaluations.recombine(List.of(), combined(votes)));
    Map<String, LiveEvaluation> records = new HashMap<>();
    evaluations.drainChanged(
        Integer.MAX_VALUE,
        key -> evaluations.record(key).ifPresent(record -> records.put(key.text(), record)));
    return records;
  }

  /** The first votes of each kind. */
  private static List<PairVote> combined(List<PairVote> votes) {
    Map<String, Integer> ofKind = new HashMap<>();
    return votes.stream()
        .filter(vote -> ofKind.merge(vote.kind(), 1, Integer::sum) <= BattleStore.MAX_COMBINED)
        .toList();
  }
}
