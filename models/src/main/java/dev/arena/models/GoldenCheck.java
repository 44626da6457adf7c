package dev.arena.models;

import dev.arena.models.bundle.BundleManifest.EncoderEntry;
import dev.arena.models.bundle.BundleManifest.Golden;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.failure.UserException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what a freshly opened model says about its bundle's golden pairs with what it said when
 * it was made: this machine, its runtime and its devices must not change the model.
 */
final class GoldenCheck {
  private static final Logger LOG = LoggerFactory.getLogger(GoldenCheck.class);

  private GoldenCheck() {}

  static void check(PreferenceScorer scorer, EncoderEntry encoder) {
    List<Golden> golden = scorer.bundle().manifest().golden();
    if (golden.isEmpty()) {
      LOG.info(
          "Bundle {} has no golden pairs, so this machine's numbers cannot be checked; export it"
              + " again to get some",
          scorer.bundle().directory());
    }
    List<ConversationPair> pairs = new ArrayList<>();
    for (int i = 0; i < golden.size(); i++) {
      pairs.add(golden.get(i).pair().toPair("golden-" + (i + 1)));
    }
    List<Score> scores = scorer.score(pairs);
    for (int i = 0; i < golden.size(); i++) {
      compare(scorer, encoder, golden.get(i), scores.get(i).probabilities(), i + 1);
    }
  }

  private static void compare(
      PreferenceScorer scorer,
      EncoderEntry encoder,
      Golden golden,
      Probabilities found,
      int number) {
    for (Outcome outcome : Outcome.values()) {
      double expected = golden.probabilities().get(outcome.ordinal());
      if (!(Math.abs(found.of(outcome) - expected) <= encoder.goldenTolerance())) {
        throw new UserException(
            """
            bundle %s: %s gives golden pair %d the %s %.4f on this machine (%s), but bundle.json \
            says %.4f.
              Expected a difference of at most %s. Export the bundle again (./arena export); if it \
            is sound on other machines, choose another precision (arena.precision=fp32)."""
                .formatted(
                    scorer.bundle().directory(),
                    encoder.file(),
                    number,
                    outcome.columnName(),
                    found.of(outcome),
                    scorer.device(),
                    expected,
                    encoder.goldenTolerance()));
      }
    }
  }
}
