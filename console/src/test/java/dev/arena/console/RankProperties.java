package dev.arena.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arena.models.testing.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** The order of any answers is that of their scores as pairs. */
final class RankProperties {
  /** Scores that differ less are equal: a pair's score depends on its batch by that much. */
  private static final double TOLERANCE = 1e-5;

  private static Path bundle;
  private static RunningConsole console;

  @BeforeContainer
  static void start() throws IOException, InterruptedException {
    bundle = TinyBundle.write(Files.createTempDirectory("rank").resolve("tiny"));
    console = RunningConsole.start(bundle, "arena.precision=fp32");
  }

  @AfterContainer
  static void stop() throws IOException {
    console.close();
    try (var files = Files.list(bundle)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(bundle);
    Files.delete(bundle.getParent());
  }

  @Property(tries = 40)
  void theOrderOfAnswersIsThatOfTheirScoresAsPairs(
      @ForAll("texts") String prompt, @ForAll("answers") List<String> answers) throws Exception {
    JsonNode ranked =
        console.api().answer("/v1/rank", Map.of("prompt", prompt, "responses", answers));

    double[] means = new double[answers.size()];
    for (int i = 0; i < means.length; i++) {
      for (int j = i + 1; j < means.length; j++) {
        JsonNode score = score(prompt, answers.get(i), answers.get(j));
        double tie = score.get("winner_tie").doubleValue();
        means[i] += score.get("winner_model_a").doubleValue() + tie / 2;
        means[j] += score.get("winner_model_b").doubleValue() + tie / 2;
      }
    }
    double last = Double.MAX_VALUE;
    for (JsonNode index : ranked.get("order")) {
      double mean = means[index.intValue()] / (means.length - 1);
      assertThat(mean).isLessThanOrEqualTo(last + TOLERANCE);
      last = mean;
    }
    assertThat(ranked.get("order")).hasSize(means.length);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(60),
        Arbitraries.of("", "yes", "I'm sorry, I cannot.", "# Title\n- item", "word ".repeat(100)));
  }

  @Provide
  Arbitrary<List<String>> answers() {
    return texts().list().ofMinSize(2).ofMaxSize(6);
  }

  private static JsonNode score(String prompt, String a, String b) throws Exception {
    return console
        .api()
        .answer(
            "/v1/score",
            Map.of("turns", List.of(Map.of("prompt", prompt, "response_a", a, "response_b", b))));
  }
}
