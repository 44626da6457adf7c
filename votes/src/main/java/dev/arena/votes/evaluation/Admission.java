package dev.arena.votes.evaluation;

import dev.arena.votes.battle.BattleKey;
import dev.arena.votes.battle.JsonArrays;
import dev.arena.votes.evaluation.EvaluatedBattle.Predicted;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Bounds the slices, scorers and kinds of votes that are counted: people's votes, and the first
 * ones that come. Their names are stored, so that a restart counts the same ones. A battle is
 * stored with those in which it was counted, so what is removed later is what was added.
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

  /** The value of each name in the store. */
  private static final byte[] COUNTED = {1};

  private final KeyValueStore<String, byte[]> store;
  private final Names<String> kinds = new Names<>(MAX_KINDS, kind -> List.of("kind", kind));
  private final Names<String> slices = new Names<>(MAX_SLICES, slice -> List.of("slice", slice));
  private final Names<Scorer> scorers =
      new Names<>(MAX_SCORERS, scorer -> List.of("scorer", scorer.topic(), scorer.model()));

  /**
   * Reads the names that are counted. People's votes are always counted: comparisons and promotion
   * need them.
   *
   * @param store the names, as JSON arrays that begin with what they name
   */
  Admission(KeyValueStore<String, byte[]> store) {
    this.store = store;
    kinds.same(BattleKey.HUMAN);
    try (KeyValueIterator<String, byte[]> names = store.all()) {
      names.forEachRemaining(each -> read(JsonArrays.texts(each.key)));
    }
  }

  private void read(List<String> name) {
    switch (name.get(0)) {
      case "kind" -> kinds.same(name.get(1));
      case "slice" -> slices.same(name.get(1));
      case "scorer" -> scorers.same(new Scorer(name.get(1), name.get(2)));
      default ->
          throw new IllegalStateException(
              "the store has a %s; expected kind, slice or scorer".formatted(name.get(0)));
    }
  }

  /** A stored battle, whose slices and scorers are counted. */
  EvaluatedBattle stored(EvaluatedBattle battle) {
    return battle.with(
        battle.slices().stream().map(slices::same).toList(),
        battle.predictions().stream().map(each -> each.by(scorers.same(each.scorer()))).toList());
  }

  /** A new battle with only those slices and scorers that are counted; empty if its kind is not. */
  Optional<EvaluatedBattle> admit(String kind, EvaluatedBattle battle) {
    if (kinds.admit(kind).findAny().isEmpty()) {
      return Optional.empty();
    }
    List<String> admitted = battle.slices().stream().flatMap(slices::admit).toList();
    List<Predicted> predictions =
        battle.predictions().stream()
            .flatMap(each -> scorers.admit(each.scorer()).map(each::by))
            .toList();
    return Optional.of(battle.with(admitted, predictions));
  }

  /** The names of one sort that are counted. */
  private final class Names<T> {
    private final Map<T, T> known = new HashMap<>();
    private final int max;
    private final Function<T, List<String>> text;

    /**
     * @param text the parts of its key in the store
     */
    Names(int max, Function<T, List<String>> text) {
      this.max = max;
      this.text = text;
    }

    /** The object for a name that is counted. */
    T same(T name) {
      T same = known.putIfAbsent(name, name);
      return same == null ? name : same;
    }

    /** The object for a name, if it is counted or there is room for it. */
    Stream<T> admit(T name) {
      T same = known.get(name);
      if (same == null && known.size() < max) {
        known.put(name, name);
        store.put(JsonArrays.text(text.apply(name)), COUNTED);
        same = name;
      }
      return Stream.ofNullable(same);
    }
  }
}
