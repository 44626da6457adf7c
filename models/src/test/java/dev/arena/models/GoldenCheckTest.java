package dev.arena.models;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.bundle.Sha256;
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
  private static final ScorerOptions OPTIONS =
      ScorerOptions.defaults()
          .withDevice(new DeviceChoice.Cpu())
          .withPrecision(PrecisionChoice.FP32);

  private Path bundle;

  @BeforeEach
  void write(@TempDir Path directory) {
    bundle = TinyBundle.write(directory.resolve("tiny"));
  }

  @Test
  void aModelWhoseProbabilitiesDifferFromItsGoldenPairsIsRefused() throws IOException {
    edit("\"response_a\" : \"4\"", "\"response_a\" : \"the answer is four hundred\"");
    assertRefused("gives golden pair 1 the winner_model_a", "arena.precision=fp32");
  }

  @Test
  void anEncoderWithAnotherVectorLengthIsRefusedAndBothLengthsAreNamed() throws IOException {
    edit("\"hidden\" : 16", "\"hidden\" : 32");
    assertRefused("has the outputs vector=FLOAT[any, 16]", "Expected {vector=FLOAT[any, 32]}");
  }

  @Test
  void aHeadThatReadsAnotherNumberOfFeaturesIsRefused() throws IOException {
    edit("\"length_difference\", ", "");
    assertRefused("head.onnx has the inputs", "antisymmetric=FLOAT[any, 23]", "[any, 22]");
  }

  @Test
  void aBundleWithoutGoldenPairsIsRefusedUnlessItIsStaged() throws IOException {
    Path file = bundle.resolve("bundle.json");
    String text = Files.readString(file);
    Files.writeString(
        file, text.replaceFirst("(?s)\"golden\" : .*\"metrics\"", "\"golden\" : [], \"metrics\""));
    assertRefused("bundle.json has no golden pairs", "./arena train");
    PreferenceScorer.openStaged(bundle, OPTIONS).close();
  }

  @Test
  void anEncodingLongerThanTheNetworksPositionsIsRefused() throws IOException {
    edit("\"max_tokens\" : 48", "\"max_tokens\" : " + (TinyBundle.POSITIONS + 1));
    assertRefused("tiny", "encoder.fp32.onnx fails", "with a sequence of 65 tokens");
  }

  @Test
  void aTokenizerThatKnowsMoreWordsThanTheNetworkIsRefused() throws IOException {
    Path tokenizer = bundle.resolve("tokenizer.json");
    String before = Sha256.of(tokenizer);
    Files.writeString(
        tokenizer,
        Files.readString(tokenizer).replace("\"vocab\": {", "\"vocab\": {\"yonder\": 5000,"));
    edit(before, Sha256.of(tokenizer));
    assertRefused("tiny", "encoder.fp32.onnx fails", "each token in tokenizer.json");
  }

  @Test
  void aGoldenPairThatCannotBeScoredIsRefusedAndTheBundleIsNamed() throws IOException {
    Path file = bundle.resolve("bundle.json");
    String text = Files.readString(file);
    Files.writeString(file, text.replaceFirst("(?s)\"turns\" : \\[.*?\\]", "\"turns\" : []"));
    assertRefused("tiny: its golden pairs cannot be scored", "golden-1 has no turns");
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(() -> PreferenceScorer.open(bundle, OPTIONS))
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
