package dev.arena.trainer.export;

import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The real pairs on which exported graphs are run.
 *
 * <p>To bound the time, there are at most {@link #MOST_PAIRS} pairs with about {@link #MOST_TOKENS}
 * tokens in all, which MiniLM encodes in about 50 s on two cores in fp32.
 *
 * @param pairs the pairs on which encoders are compared with each other
 * @param known how many pairs have vectors; these come first
 * @param vectors the trained network's vectors for sequences
 */
public record ParitySample(List<EncodedPair> pairs, int known, Map<Sequence, float[]> vectors) {
  static final int MOST_PAIRS = 1_000;
  static final int MOST_KNOWN = 300;
  static final int MOST_TOKENS = 500_000;

  public ParitySample {
    pairs = List.copyOf(pairs);
    if (known < 1) {
      throw new IllegalArgumentException("no pair has the trained network's vectors");
    }
  }

  /**
   * Chooses evenly spaced pairs: first some of those whose vectors are known, then some of the
   * others.
   */
  public static ParitySample of(List<EncodedPair> all, Map<Sequence, float[]> vectors) {
    List<EncodedPair> known = new ArrayList<>();
    List<EncodedPair> unknown = new ArrayList<>();
    long tokens = 0;
    for (EncodedPair pair : all) {
      boolean both = vectors.containsKey(pair.first()) && vectors.containsKey(pair.second());
      (both ? known : unknown).add(pair);
      tokens += pair.tokens();
    }
    int most = (int) Math.min(MOST_PAIRS, Math.max(1, (long) MOST_TOKENS * all.size() / tokens));
    List<EncodedPair> chosen = new ArrayList<>(spaced(known, Math.min(most, MOST_KNOWN)));
    int knownChosen = chosen.size();
    chosen.addAll(spaced(unknown, most - knownChosen));
    return new ParitySample(chosen, knownChosen, vectors);
  }

  private static List<EncodedPair> spaced(List<EncodedPair> pairs, int most) {
    int count = Math.min(most, pairs.size());
    List<EncodedPair> chosen = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      chosen.add(pairs.get((int) ((long) i * pairs.size() / count)));
    }
    return chosen;
  }

  /** The distinct sequences. */
  List<Sequence> sequences() {
    return pairs.stream()
        .flatMap(pair -> java.util.stream.Stream.of(pair.first(), pair.second()))
        .distinct()
        .toList();
  }
}
