package dev.arena.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.EncodingSpec;
import dev.arena.models.encode.FeatureSpec;
import dev.arena.models.encode.PairEncoder;
import dev.arena.models.encode.TextTokenizer;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.trainer.export.Exported.Variant;
import dev.arena.trainer.head.FeatureScaling;
import dev.arena.trainer.head.PairHead;
import dev.arena.trainer.recipe.Pooling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From text to probabilities: what swapping A and B does, for each variant. */
class SwapConsistencyTest {
  private static final List<String> WORDS =
      List.of("the", "answer", "is", "**hello**", "world", "sorry", "42", "\n\n", "cannot", "zq");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void swappingTheAnswersSwapsTheProbabilities(EncodingSpec.Kind kind) throws IOException {
    List<ConversationPair> texts = texts();
    List<EncodedPair> pairs = new ArrayList<>();
    EncodingSpec spec = new EncodingSpec(kind, 60, 16, EncodingSpec.Cut.headTail(0.7), "\n", "");
    try (TextTokenizer tokenizer = TinyBundle.tokenizer()) {
      PairEncoder encoder = new PairEncoder(spec, FeatureSpec.all(), tokenizer);
      texts.forEach(text -> pairs.add(encoder.encode(text)));
      texts.forEach(text -> pairs.add(encoder.encode(TinyBundle.swapped(text))));
    }
    PairHead head = head();
    Files.write(folder.resolve(Exported.HEAD), HeadGraph.write(head));
    for (Precision precision : Precision.values()) {
      for (Operators operators : Operators.values()) {
        String file = Variant.file(precision);
        Files.write(
            folder.resolve(file),
            EncoderGraph.write(TinyModel.WEIGHTS, Pooling.ANSWERS, precision, operators));
        List<float[]> found =
            GraphRun.of(
                    folder, file, head, new ParitySample(pairs, 1, Map.of()), 2, System::nanoTime)
                .probabilities();
        assertSwapped(found, precision == Precision.FP32 ? 1e-5f : 1e-3f);
      }
    }
  }

  private static void assertSwapped(List<float[]> found, float tolerance) {
    int half = found.size() / 2;
    float spread = 0;
    for (int i = 0; i < half; i++) {
      float[] straight = found.get(i);
      float[] swapped = found.get(half + i);
      assertThat(swapped)
          .containsExactly(new float[] {straight[1], straight[0], straight[2]}, within(tolerance));
      spread = Math.max(spread, Math.abs(straight[0] - straight[1]));
    }
    assertThat(spread).as("largest change that a swap causes").isGreaterThan(0.1f);
  }

  private static List<ConversationPair> texts() {
    Random random = new Random(11);
    List<ConversationPair> texts = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      texts.add(TinyBundle.pair("" + i, text(random, 20), text(random, 60), text(random, 60)));
    }
    return texts;
  }

  private static String text(Random random, int most) {
    return String.join(
        " ", random.ints(random.nextInt(most), 0, WORDS.size()).mapToObj(WORDS::get).toList());
  }

  private static PairHead head() {
    Random random = new Random(2);
    int antisymmetric = FeatureSpec.all().antisymmetric().size();
    int symmetric = FeatureSpec.all().symmetric().size();
    return new PairHead(
        random.doubles(TinyModel.HIDDEN, -2, 2).toArray(),
        random.doubles(TinyModel.HIDDEN, -2, 2).toArray(),
        scaling(antisymmetric),
        random.doubles(antisymmetric, -0.3, 0.3).toArray(),
        scaling(symmetric),
        random.doubles(symmetric, -0.3, 0.3).toArray(),
        0.1);
  }

  private static FeatureScaling scaling(int size) {
    double[] factors = new double[size];
    Arrays.fill(factors, 0.5);
    return new FeatureScaling(new double[size], factors);
  }
}
