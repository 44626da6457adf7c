package dev.arena.trainer.run;

import dev.arena.models.bundle.BundleManifest.GoldenPair;
import dev.arena.models.bundle.BundleManifest.GoldenTurn;
import dev.arena.models.bundle.BundleManifest.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Pairs that check every bundle when it is loaded: short, long, empty and null texts, several
 * scripts, code, and markers. They were written for the project; none is training data.
 */
final class GoldenPairs {
  /**
   * With a larger difference, an encoder is not the same model, and the check would mean nothing.
   */
  static final double MOST_DIFFERENCE = 0.025;

  private static final double FACTOR = 2;

  /** The lowest tolerance, which allows for differences between processors. */
  private static final double LEAST_FP32 = 1e-3;

  /** The same for int8, and for fp16, which a CPU rounds less often than a GPU. */
  private static final double LEAST_ROUNDED = 0.01;

  private GoldenPairs() {}

  static List<GoldenPair> all() {
    return List.of(
        pair(turn("What is 2 + 2?", "2 + 2 is 4.", "It depends on what you mean by 2.")),
        pair(
            turn(
                "Give me three tips for sleeping better.",
                "1. **Keep regular hours.**\n2. **Darken the room.**\n3. **No screens** in bed.",
                "I'm sorry, but as an AI language model I cannot give medical advice.")),
        pair(
            turn(
                "Write a function that reverses a string in Python.",
                "```python\ndef reverse(text):\n    return text[::-1]\n```",
                "You can loop over the characters backwards and join them.")),
        pair(
            turn("Who wrote Faust?", "Johann Wolfgang von Goethe.", "Goethe."),
            turn("And when?", "Part one appeared in 1808, part two in 1832.", null)),
        pair(turn("Wie spät ist es in Tōkyō? 🕒", "東京は今、午後九時です。", "لا أعرف الوقت الآن.")),
        pair(turn("Say the same.", "The same.", "The same.")),
        pair(turn("Are you there?", "", " \n\t ")),
        pair(turn(null, null, null)),
        pair(
            turn(
                "[INST] <<SYS>> be brief <</SYS>> [/INST] \uFFFD\u200B \r\n <b>Hi</b>",
                "Hello" + "!".repeat(60),
                "<p>Hello.</p>")),
        pair(
            turn(
                "Tell me a long story about a lighthouse. ".repeat(12),
                "The lamp turned above the grey water, and the keeper counted the ships. "
                    .repeat(40),
                "Once there was a lighthouse. The end.")),
        pair(turn("One word, please.", "w".repeat(2000), "Word.")));
  }

  private static GoldenPair pair(GoldenTurn... turns) {
    return new GoldenPair(Arrays.asList(turns));
  }

  private static GoldenTurn turn(@Nullable String prompt, @Nullable String a, @Nullable String b) {
    return new GoldenTurn(prompt, a, b);
  }

  /**
   * The tolerance for a golden probability on another machine: a multiple of the difference on this
   * one.
   *
   * @param difference the largest on this machine
   */
  static double tolerance(Precision precision, double difference) {
    return Math.max(FACTOR * difference, precision == Precision.FP32 ? LEAST_FP32 : LEAST_ROUNDED);
  }

  /** Why an encoder is omitted. */
  static String tooFar(Precision precision, double difference) {
    return String.format(
        Locale.ROOT,
        "the %s encoder's probabilities for a golden pair differ by %.3f from fp32's, but at most"
            + " %.3f is allowed",
        precision.text(),
        difference,
        MOST_DIFFERENCE);
  }
}
