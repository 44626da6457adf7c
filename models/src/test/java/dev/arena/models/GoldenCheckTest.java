package dev.arena.models;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opening a bundle whose manifest and networks do not agree. */
class GoldenCheckTest {
  @TempDir Path directory;
  private Path bundle;

  @BeforeEach
  void write() {
    bundle = TinyBundle.write(directory.resolve("tiny"));
  }

  @Test
  void aModelThatGivesOtherProbabilitiesThanItsGoldenPairsIsRefused() throws IOException {
    edit("\"response_a\" : \"4\"", "\"response_a\" : \"the answer is four hundred\"");
    assertRefused("gives golden pair 1 the winner_model_a", "arena.precision=fp32");
  }

  @Test
  void anEncoderWithAnotherVectorLengthIsRefusedWithBoth() throws IOException {
    edit("\"hidden\" : 16", "\"hidden\" : 32");
    assertRefused("has the outputs vector=FLOAT[any, 16]", "Expected {vector=FLOAT[any, 32]}");
  }

  @Test
  void aHeadThatReadsAnotherNumberOfFeaturesIsRefused() throws IOException {
    edit("\"length_difference\", ", "");
    assertRefused("head.onnx has the inputs", "antisymmetric=FLOAT[any, 23]", "[any, 22]");
  }

  private void assertRefused(String... parts) {
    ScorerOptions options =
        ScorerOptions.defaults()
            .withDevice(new DeviceChoice.Cpu())
            .withPrecision(PrecisionChoice.FP32);
    assertThatThrownBy(() -> PreferenceScorer.open(bundle, options))
        .isInstanceOf(UserException.class)
        .hasMessageContainingAll(parts);
  }

  private void edit(String from, String to) throws IOException {
    Path file = bundle.resolve("bundle.json");
    String text = Files.readString(file);
    org.assertj.core.api.Assertions.assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }
}
