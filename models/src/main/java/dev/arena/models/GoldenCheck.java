package dev.arena.models;

import ai.onnxruntime.OrtException;
import dev.arena.models.bundle.BundleManifest.EncoderEntry;
import dev.arena.models.bundle.BundleManifest.Golden;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.failure.DeviceException;
import dev.arena.schemas.failure.UserException;
import java.util.ArrayList;
import java.util.List;

/**
 * The check that an opened model gives its bundle's golden pairs the recorded probabilities: the
 * machine, the runtime and the devices must not change its results. It also runs the longest
 * sequence, so that a network that is too small for its encoding fails at once.
 */
final class GoldenCheck {
  private GoldenCheck() {}

  static void check(PreferenceScorer scorer, EncoderEntry encoder) {
    checkLongestSequence(scorer, encoder);
    List<Golden> golden = scorer.bundle().manifest().golden();
    List<ConversationPair> pairs = new ArrayList<>();
    for (int i = 0; i < golden.size(); i++) {
      pairs.add(golden.get(i).pair().toPair("golden-" + (i + 1)));
    }
    List<Score> scores = score(scorer, pairs);
    for (int i = 0; i < golden.size(); i++) {
      compare(scorer, encoder, golden.get(i), scores.get(i).probabilities(), i + 1);
    }
  }

  private static void checkLongestSequence(PreferenceScorer scorer, EncoderEntry encoder) {
    try {
      scorer.tryLongestSequence();
    } catch (OrtException e) {
      throw new UserException(
          """
          bundle %s: %s fails on this machine (%s) with a sequence of %d tokens: %s.
            Expected a network that accepts the encoding's max_tokens, and each token in \
          tokenizer.json. Train again with ./arena train, or copy the bundle again%s."""
              .formatted(
                  scorer.bundle().directory(),
                  encoder.file(),
                  scorer.device(),
                  scorer.bundle().manifest().encoding().maxTokens(),
                  e.getMessage(),
                  scorer.onGpu()
                      ? "; if it works elsewhere, set a smaller arena.batch.tokens, or choose"
                          + " another GPU or arena.device=cpu"
                      : ""),
          e);
    }
  }

  private static List<Score> score(PreferenceScorer scorer, List<ConversationPair> pairs) {
    try {
      return scorer.score(pairs);
    } catch (UnscorablePairException | DeviceException e) {
      throw new UserException(
          """
          bundle %s: its golden pairs cannot be scored on this machine (%s): %s.
            Expected the probabilities in bundle.json. Train again with ./arena train, or \
          copy the bundle again; if it works on other machines, check this one."""
              .formatted(scorer.bundle().directory(), scorer.device(), e.getMessage()),
          e);
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
              Expected a difference of at most %s. Train again with ./arena train, or copy the \
            bundle again; if it works on other machines, choose another precision (arena.precision=fp32)."""
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
