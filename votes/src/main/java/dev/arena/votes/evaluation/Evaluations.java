package dev.arena.votes.evaluation;

import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.ScorerComparison;
import dev.arena.statistics.agreement.AgreementSums;
import dev.arena.statistics.loss.VoteScore;
import dev.arena.votes.battle.BattleKey;
import dev.arena.votes.evaluation.EvaluatedBattle.Predicted;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The sums over the current battles, in memory. Each battle is added when it appears, and removed
 * when it changes, so that the sums depend only on which battles there are. Not thread-safe.
 */
final class Evaluations {
  /** A challenger is compared with at most this many bundles: those with the most votes. */
  static final int MAX_COMPARISONS = 16;

  private final EvaluationSettings settings;
  private final Map<EvaluationKey, EvaluationSums> sums = new HashMap<>();

  /** The keys of windows by the time at which they are removed. */
  private final NavigableMap<Long, Set<EvaluationKey>> ends = new TreeMap<>();

  /** Of totals over all pairs; its keys are those of the totals that have sums. */
  private final Map<EvaluationKey, Units> units = new HashMap<>();

  /** Of totals of challengers. */
  private final Map<EvaluationKey, Map<Scorer, Comparison>> comparisons = new HashMap<>();

  private final Set<EvaluationKey> changed = new LinkedHashSet<>();
  private long now;

  /**
   * @param now the time in milliseconds since 1970, which decides which windows are over
   */
  Evaluations(EvaluationSettings settings, long now) {
    this.settings = settings;
    this.now = now;
  }

  /** The time that has been reached, in milliseconds since 1970. */
  long now() {
    return now;
  }

  /** Adds a battle. */
  void add(BattleKey id, EvaluatedBattle battle) {
    change(id, battle, 1);
  }

  /** Removes a battle that was added. */
  void remove(BattleKey id, EvaluatedBattle battle) {
    change(id, battle, -1);
  }

  private void change(BattleKey id, EvaluatedBattle battle, int sign) {
    String voter = battle.anonymous() ? null : id.voter();
    for (Predicted predicted : battle.predictions()) {
      EvaluationSums added = EvaluationSums.ofVote(battle, predicted);
      for (String slice : battle.slices()) {
        change(EvaluationKey.total(predicted.scorer(), slice, id.kind()), battle, added, sign);
      }
      if (predicted.before()) {
        units(EvaluationKey.total(predicted.scorer(), Slices.ALL, id.kind()))
            .change(voter, VoteScore.of(predicted.probabilities(), battle.outcome()), sign);
      }
    }
    battle.forEachComparison(
        settings.champion(),
        (champion, challenger) -> {
          Comparison.Vote vote =
              Comparison.Vote.of(
                  champion.probabilities(), challenger.probabilities(), battle.outcome());
          for (String slice : battle.slices()) {
            EvaluationKey total = EvaluationKey.total(challenger.scorer(), slice, id.kind());
            change(total, champion.scorer(), each -> each.change(voter, vote, sign));
          }
        });
  }

  /**
   * Replaces what the votes on one pair say about each other.
   *
   * @param before the votes that were combined last
   * @param after those that are combined now
   */
  void recombine(List<PairVote> before, List<PairVote> after) {
    if (before.equals(after)) {
      return;
    }
    combine(before, Set.copyOf(after), -1);
    combine(after, Set.copyOf(before), 1);
    change(PairUnits.of(before, settings.champion()), -1);
    change(PairUnits.of(after, settings.champion()), 1);
  }

  private void change(PairUnits pair, int sign) {
    pair.scorers()
        .forEach(
            (total, unit) -> {
              units(total).change(unit, sign);
              changed.add(total);
            });
    pair.comparisons()
        .forEach(
            (compared, unit) ->
                change(
                    compared.challenger(),
                    compared.champion(),
                    each -> {
                      Units.Gains gains = each.gains();
                      if (gains != null) {
                        gains.change(unit, sign);
                      }
                    }));
  }

  /** Combines votes; leaves out combinations of two votes that are both in another set. */
  private void combine(List<PairVote> votes, Set<PairVote> others, int sign) {
    boolean[] kept = new boolean[votes.size()];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = others.contains(votes.get(i));
    }
    for (int i = 0; i < kept.length; i++) {
      for (int j = i + 1; j < kept.length; j++) {
        if (!kept[i] || !kept[j]) {
          combine(votes.get(i), votes.get(j), sign);
        }
      }
    }
  }

  /** Combines two votes; if they were cast at the same time, the second is the later one. */
  private void combine(PairVote first, PairVote second, int sign) {
    boolean reversed = first.battle().votedAt() > second.battle().votedAt();
    EvaluatedBattle earlier = (reversed ? second : first).battle();
    EvaluatedBattle later = (reversed ? first : second).battle();
    if (first.kind().equals(second.kind())) {
      for (Predicted predicted : later.predictions()) {
        if (predicted.before() && earlier.before(predicted.scorer()).isPresent()) {
          EvaluationSums added =
              EvaluationSums.ofCombination(
                  AgreementSums.of(
                      earlier.outcome(), later.outcome(), predicted.probabilities().likeliest()));
          combined(predicted.scorer(), first.kind(), later, added, sign);
        }
      }
    } else if (first.isHuman() || second.isHuman()) {
      PairVote person = first.isHuman() ? first : second;
      PairVote rater = first.isHuman() ? second : first;
      combined(
          Scorer.votesOf(rater.kind()),
          BattleKey.HUMAN,
          later,
          EvaluationSums.ofRater(person.battle().outcome(), rater.battle().outcome()),
          sign);
    }
  }

  private void combined(
      Scorer scorer, String kind, EvaluatedBattle later, EvaluationSums added, int sign) {
    for (String slice : later.slices()) {
      change(EvaluationKey.total(scorer, slice, kind), later, added, sign);
    }
  }

  private void change(EvaluationKey total, EvaluatedBattle battle, EvaluationSums added, int sign) {
    change(total, added, sign);
    if (!battle.ahead()) {
      for (long size : new long[] {EvaluationKey.HOUR, EvaluationKey.DAY}) {
        EvaluationKey window = total.window(size, battle.votedAt());
        if (end(window) > now) {
          change(window, added, sign);
        }
      }
    }
  }

  private void change(EvaluationKey key, EvaluationSums added, int sign) {
    EvaluationSums current = sums.get(key);
    if (current == null) {
      current = new EvaluationSums();
      sums.put(key, current);
      if (!key.isTotal()) {
        ends.computeIfAbsent(end(key), end -> new HashSet<>()).add(key);
      }
    }
    if (sign > 0) {
      current.add(added);
    } else {
      current.subtract(added);
    }
    changed.add(key);
  }

  private Units units(EvaluationKey total) {
    return units.computeIfAbsent(total, each -> new Units());
  }

  /** Changes a comparison, and forgets it if no vote is left in it. */
  private void change(EvaluationKey total, Scorer champion, Consumer<Comparison> change) {
    Map<Scorer, Comparison> champions = comparisons.computeIfAbsent(total, each -> new TreeMap<>());
    Comparison comparison =
        champions.computeIfAbsent(champion, each -> new Comparison(total.isTested()));
    change.accept(comparison);
    if (comparison.isEmpty()) {
      champions.remove(champion);
      if (champions.isEmpty()) {
        comparisons.remove(total);
      }
    }
  }

  /** When a window is removed. */
  private long end(EvaluationKey window) {
    Duration kept = window.size() == EvaluationKey.HOUR ? settings.hours() : settings.days();
    return window.start() + window.size() + kept.toMillis();
  }

  /**
   * Removes windows that are over at a time. Those that remain are removed by the next calls.
   *
   * @param max the maximum number of windows, about
   */
  void expire(long time, int max) {
    now = Math.max(now, time);
    for (int removed = 0; removed < max && !ends.isEmpty() && ends.firstKey() <= now; ) {
      Set<EvaluationKey> over = ends.firstEntry().getValue();
      Iterator<EvaluationKey> keys = over.iterator();
      for (; removed < max && keys.hasNext(); removed++) {
        EvaluationKey key = keys.next();
        keys.remove();
        if (sums.remove(key) != null) {
          changed.add(key);
        }
      }
      if (over.isEmpty()) {
        ends.pollFirstEntry();
      }
    }
  }

  /**
   * Passes on the keys whose sums may have changed since they were passed on last.
   *
   * @param max the maximum number of keys
   * @return how many there were
   */
  int drainChanged(int max, Consumer<EvaluationKey> receiver) {
    Iterator<EvaluationKey> keys = changed.iterator();
    int drained = 0;
    for (; drained < max && keys.hasNext(); drained++) {
      EvaluationKey key = keys.next();
      keys.remove();
      removeIfEmpty(key);
      receiver.accept(key);
    }
    return drained;
  }

  /** The sums by key. The caller must not change them. */
  Map<EvaluationKey, EvaluationSums> sums() {
    return Collections.unmodifiableMap(sums);
  }

  /** The keys of the totals of scorers over all pairs. The caller must not change them. */
  Set<EvaluationKey> tested() {
    return Collections.unmodifiableSet(units.keySet());
  }

  /** How many comparisons are in memory. */
  int comparisons() {
    return comparisons.values().stream().mapToInt(Map::size).sum();
  }

  /** The record of a key; empty if no vote is counted. */
  Optional<LiveEvaluation> record(EvaluationKey key) {
    return builder(key)
        .map(
            record ->
                record.setComparisons(records(comparisons.getOrDefault(key, Map.of()))).build());
  }

  /** The same without comparisons, which takes less time. */
  Optional<LiveEvaluation> recordWithoutComparisons(EvaluationKey key) {
    return builder(key).map(LiveEvaluation.Builder::build);
  }

  private Optional<LiveEvaluation.Builder> builder(EvaluationKey key) {
    EvaluationSums current = sums.get(key);
    if (current == null) {
      return Optional.empty();
    }
    LiveEvaluation.Builder record = current.record(key);
    Units ofTotal = units.get(key);
    if (ofTotal != null) {
      ofTotal.write(record);
    }
    return Optional.of(record);
  }

  private static List<ScorerComparison> records(Map<Scorer, Comparison> champions) {
    return champions.entrySet().stream()
        .filter(each -> each.getValue().votes() > 0)
        .sorted(Map.Entry.comparingByValue(Comparator.comparingLong(Comparison::votes).reversed()))
        .limit(MAX_COMPARISONS)
        .sorted(Map.Entry.comparingByKey())
        .map(each -> each.getValue().record(each.getKey()))
        .toList();
  }

  /** Forgets keys for which no vote is counted any more. */
  private void removeIfEmpty(EvaluationKey key) {
    EvaluationSums current = sums.get(key);
    if (current != null && current.isEmpty()) {
      sums.remove(key);
      units.remove(key);
      comparisons.remove(key);
    }
  }
}
