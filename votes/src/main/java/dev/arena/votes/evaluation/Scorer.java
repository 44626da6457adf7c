package dev.arena.votes.evaluation;

import java.util.Comparator;

/**
 * What predicted outcomes: a model bundle on a topic of preferences.
 *
 * @param topic empty if the votes of another kind take the place of predictions
 * @param model name@version of the bundle, or that kind
 */
record Scorer(String topic, String model) implements Comparable<Scorer> {
  private static final Comparator<Scorer> ORDER =
      Comparator.comparing(Scorer::topic).thenComparing(Scorer::model);

  /** The votes of another kind, such as judge. */
  static Scorer votesOf(String kind) {
    return new Scorer("", kind);
  }

  boolean isVotes() {
    return topic.isEmpty();
  }

  @Override
  public int compareTo(Scorer other) {
    return ORDER.compare(this, other);
  }
}
