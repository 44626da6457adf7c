package dev.arena.votes.join;

import java.util.ArrayList;
import java.util.List;

/**
 * What the preferences for a pair say together. It does not depend on their order, nor on how often
 * each arrived.
 *
 * @param ambiguous whether the preferences are for pairs with different texts
 * @param predictions the earliest one of each bundle on each topic; empty if the pair is not known
 */
record PairState(
    PairDescription description, boolean ambiguous, List<ScorerPrediction> predictions) {
  /** A pair for which no preference has arrived. */
  static final PairState UNKNOWN = new PairState(PairDescription.NONE, false, List.of());

  /** The earliest predictions are kept, so that what is stored of a pair is bounded. */
  static final int MAX_PREDICTIONS = 64;

  PairState {
    predictions = List.copyOf(predictions);
  }

  boolean isKnown() {
    return !predictions.isEmpty();
  }

  /** Adds what a preference says. */
  PairState with(PreferenceInput preference) {
    PairDescription other = preference.description();
    long hash = description.hash();
    boolean differs = hash != 0 && other.hash() != 0 && hash != other.hash();
    boolean first = !isKnown() || PairDescription.ORDER.compare(other, description) < 0;
    return new PairState(
        first ? other : description, ambiguous || differs, with(preference.prediction()));
  }

  private List<ScorerPrediction> with(ScorerPrediction added) {
    List<ScorerPrediction> all = new ArrayList<>(predictions.size() + 1);
    ScorerPrediction earliest = added;
    for (ScorerPrediction each : predictions) {
      if (!each.isBySameScorer(added)) {
        all.add(each);
      } else if (ScorerPrediction.BY_TIME.compare(each, added) < 0) {
        earliest = each;
      }
    }
    all.add(earliest);
    if (all.size() > MAX_PREDICTIONS) {
      all.sort(ScorerPrediction.BY_TIME);
      all.remove(MAX_PREDICTIONS);
    }
    all.sort(ScorerPrediction.BY_SCORER);
    return all;
  }
}
