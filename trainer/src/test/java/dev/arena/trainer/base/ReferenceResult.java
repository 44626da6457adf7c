package dev.arena.trainer.base;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arena.models.encode.Sequence;
import dev.arena.models.encode.TextTokenizer;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.recipe.Recipe;
import dev.arena.trainer.recipe.Recipes;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What transformers made of a text, or of two texts read as one.
 *
 * @param text one or two texts
 * @param ids of their tokens, including the special ones
 * @param types of the tokens
 * @param vector mean of the tokens' vectors, scaled to length 1
 */
record ReferenceResult(List<String> text, int[] ids, int[] types, float[] vector) {
  static final Recipe ALL_TOKENS = Recipes.read("default", Map.of("pooling", "all"));

  private static final double TOLERANCE = 1e-4;

  static ReferenceResult of(List<String> text, JsonNode json) {
    float[] vector = new float[json.get("vector").size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) json.get("vector").get(i).doubleValue();
    }
    return new ReferenceResult(
        text, integers(json.get("ids")), integers(json.get("types")), vector);
  }

  private static int[] integers(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).intValue()).toArray();
  }

  /** Fails unless the encoder gives the same ids, and vectors within the tolerance. */
  static void assertAgreement(BaseEncoder base, List<ReferenceResult> expected) {
    List<Sequence> sequences = new ArrayList<>();
    try (TextTokenizer tokenizer =
        TextTokenizer.read(new ByteArrayInputStream(base.tokenizer()), base.name())) {
      for (ReferenceResult result : expected) {
        Sequence sequence = sequence(tokenizer, result.text());
        assertThat(sequence.ids()).as("tokens of %s", result.text()).isEqualTo(result.ids());
        assertThat(sequence.secondSegment())
            .as("first segment of %s", result.text())
            .isEqualTo((int) IntStream.of(result.types()).filter(type -> type == 0).count());
        sequences.add(sequence);
      }
    }
    try (PreferenceNetwork network = new PreferenceNetwork(base.weights(), ALL_TOKENS)) {
      List<float[]> vectors = network.vectors(sequences, done -> {});
      for (int i = 0; i < vectors.size(); i++) {
        assertThat(largestDifference(vectors.get(i), expected.get(i).vector()))
            .as("largest difference in the vector of %s", expected.get(i).text())
            .isLessThan(TOLERANCE);
      }
    }
  }

  private static double largestDifference(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    return IntStream.range(0, found.length)
        .mapToDouble(i -> Math.abs((double) found[i] - expected[i]))
        .max()
        .orElseThrow();
  }

  private static Sequence sequence(TextTokenizer tokenizer, List<String> text) {
    IntStream ids = IntStream.of(tokenizer.startToken());
    int secondSegment = 1;
    for (int i = 0; i < text.size(); i++) {
      int[] tokens = tokenizer.tokenize(text.get(i));
      ids =
          IntStream.concat(
              ids,
              IntStream.concat(IntStream.of(tokens), IntStream.of(tokenizer.separatorToken())));
      secondSegment += i == 0 ? tokens.length + 1 : 0;
    }
    return new Sequence(ids.toArray(), secondSegment);
  }
}
