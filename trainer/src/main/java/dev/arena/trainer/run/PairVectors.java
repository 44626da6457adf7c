package dev.arena.trainer.run;

import dev.arena.cli.ProgressBar;
import dev.arena.models.Probabilities;
import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.Sequence;
import dev.arena.trainer.head.PairHead;
import dev.arena.trainer.network.PreferenceNetwork;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A network's vectors for the sequences of pairs, each computed once. Not thread-safe. */
final class PairVectors {
  private final Map<Sequence, float[]> bySequence = new HashMap<>();

  /** Computes the missing vectors; the network must be the same each time. */
  void add(PreferenceNetwork network, List<EncodedPair> pairs) {
    Set<Sequence> wanted = new LinkedHashSet<>();
    for (EncodedPair pair : pairs) {
      wanted.add(pair.first());
      wanted.add(pair.second());
    }
    wanted.removeAll(bySequence.keySet());
    List<Sequence> sequences = List.copyOf(wanted);
    try (ProgressBar progress = ProgressBar.onStderr("assess", "sequences", sequences.size())) {
      List<float[]> found = network.vectors(sequences, progress::update);
      for (int i = 0; i < sequences.size(); i++) {
        bySequence.put(sequences.get(i), found.get(i));
      }
    }
  }

  /** Removes all vectors. Call this when the network changes. */
  void clear() {
    bySequence.clear();
  }

  /** The vector of a sequence that was added. */
  float[] of(Sequence sequence) {
    float[] vector = bySequence.get(sequence);
    if (vector == null) {
      throw new IllegalStateException("no vector for " + sequence);
    }
    return vector;
  }

  /** The probabilities that a head gives to a pair that was added. */
  Probabilities probabilities(PairHead head, EncodedPair pair) {
    double[] p =
        head.probabilities(
            of(pair.first()), of(pair.second()), pair.antisymmetric(), pair.symmetric());
    return Probabilities.scaled(p[0], p[1], p[2]);
  }

  /** All vectors, which must not be modified. */
  Map<Sequence, float[]> bySequence() {
    return Collections.unmodifiableMap(bySequence);
  }
}
