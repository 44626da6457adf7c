package dev.arena.votes.evaluation;

import dev.arena.votes.evaluation.EvaluatedBattle.Predicted;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Bounds the slices, scorers and kinds of votes that are counted: the first ones that come. A
 * battle is stored with those in which it was counted, so what is removed later is what was added.
 * Not thread-safe.
 */
final class Admission {
  /** The maximum number of slices. */
  static final int MAX_SLICES = 50;

  /** The maximum number of bundles, each counted once for each of its topics. */
  static final int MAX_SCORERS = 500;

  /** The maximum number of kinds of votes. */
  static final int MAX_KINDS = 10;

  private final Set<String> kinds = new HashSet<>();
  private final Set<String> slices = new HashSet<>();
  private final Set<Scorer> scorers = new HashSet<>();

  /** Kind, slices and scorers of a battle are counted already. */
  void known(String kind, EvaluatedBattle battle) {
    kinds.add(kind);
    slices.addAll(battle.slices());
    battle.predictions().forEach(each -> scorers.add(each.scorer()));
  }

  /** A battle with only those slices and scorers that are counted; empty if its kind is not. */
  Optional<EvaluatedBattle> admit(String kind, EvaluatedBattle battle) {
    if (!admit(kind, kinds, MAX_KINDS)) {
      return Optional.empty();
    }
    List<String> admitted =
        battle.slices().stream().filter(each -> admit(each, slices, MAX_SLICES)).toList();
    List<Predicted> predictions =
        battle.predictions().stream()
            .filter(each -> admit(each.scorer(), scorers, MAX_SCORERS))
            .toList();
    return Optional.of(
        new EvaluatedBattle(
            battle.anonymous(),
            battle.outcome(),
            battle.votedAt(),
            battle.left(),
            admitted,
            predictions));
  }

  private static <T> boolean admit(T name, Set<T> names, int max) {
    return names.contains(name) || (names.size() < max && names.add(name));
  }
}
