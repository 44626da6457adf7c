package dev.arena.lab.prove;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What became of all records.
 *
 * @param sent how many
 * @param scored how many have a preference
 * @param deadLetters how many have a dead letter
 * @param wrong how often, by what is wrong
 * @param examples the first few records with which something is wrong, in words
 */
record Verdict(
    int sent, int scored, int deadLetters, Map<Violation, Integer> wrong, List<String> examples) {
  Verdict {
    wrong = Collections.unmodifiableMap(new EnumMap<>(wrong));
    examples = List.copyOf(examples);
  }

  /** Whether nothing is. */
  boolean good() {
    return wrong.values().stream().allMatch(count -> count == 0);
  }

  /** How often this is wrong. */
  int count(Violation what) {
    return wrong.getOrDefault(what, 0);
  }
}
