package dev.arena.votes.evaluation;

import dev.arena.votes.evaluation.EvaluatedBattle.Predicted;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Bounds the slices, scorers and kinds of votes that are counted: people's votes, and the first
 * ones that come. A battle is stored with those in which it was counted, so what is removed later
 * is what was added.
 *
 * <p>All battles get the same objects for equal names, so that looking up their sums is cheap. Not
 * thread-safe.
 */
final class Admission {
  /** The maximum number of slices. */
  static final int MAX_SLICES = 50;

  /** The maximum number of bundles, each counted once for each of its topics. */
  static final int MAX_SCORERS = 500;

  /** The maximum number of kinds of votes. */
  static final int MAX_KINDS = 10;

  private final Map<String, String> kinds = new HashMap<>();
  private final Map<String, String> slices = new HashMap<>();
  private final Map<Scorer, Scorer> scorers = new HashMap<>();

  /** People's votes are always counted: comparisons and promotion need them. */
  Admission() {
    kinds.put(EvaluatedBattle.HUMAN, EvaluatedBattle.HUMAN);
  }

  /** A stored battle, whose kind, slices and scorers are counted. */
  EvaluatedBattle stored(String kind, EvaluatedBattle battle) {
    kinds.putIfAbsent(kind, kind);
    return battle.with(
        battle.slices().stream().map(each -> same(each, slices)).toList(),
        battle.predictions().stream().map(each -> each.by(same(each.scorer(), scorers))).toList());
  }

  /** A new battle with only those slices and scorers that are counted; empty if its kind is not. */
  Optional<EvaluatedBattle> admit(String kind, EvaluatedBattle battle) {
    if (admit(kind, kinds, MAX_KINDS).findAny().isEmpty()) {
      return Optional.empty();
    }
    List<String> admitted =
        battle.slices().stream().flatMap(each -> admit(each, slices, MAX_SLICES)).toList();
    List<Predicted> predictions =
        battle.predictions().stream()
            .flatMap(each -> admit(each.scorer(), scorers, MAX_SCORERS).map(each::by))
            .toList();
    return Optional.of(battle.with(admitted, predictions));
  }

  private static <T> T same(T name, Map<T, T> names) {
    T known = names.putIfAbsent(name, name);
    return known == null ? name : known;
  }

  private static <T> Stream<T> admit(T name, Map<T, T> names, int max) {
    T known = names.get(name);
    if (known == null && names.size() < max) {
      names.put(name, name);
      known = name;
    }
    return Stream.ofNullable(known);
  }
}
