package dev.arena.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.arena.models.DeviceChoice;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.EncodingSpec;
import dev.arena.models.encode.Sequence;
import dev.arena.models.testing.TinyBundle;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotebookTest {
  private static final Path ROOT = Path.of(System.getProperty("arena.root"));

  /** [CLS]=1, [SEP]=2, prompt 5 6, answer A 7, answer B 8 9. */
  private static final EncodedPair PAIR =
      new EncodedPair(
          new Sequence(new int[] {1, 5, 6, 2, 7, 2}, 4),
          new Sequence(new int[] {1, 5, 6, 2, 8, 9, 2}, 4),
          new float[0],
          new float[0],
          false);

  @TempDir Path folder;

  @Test
  void oneSequenceHoldsThePromptAndBothAnswers() {
    assertThat(Notebook.sequence(PAIR, EncodingSpec.Kind.BI_ENCODER))
        .isEqualTo(new Sequence(new int[] {1, 5, 6, 2, 7, 2, 8, 9, 2}, 4));
  }

  @Test
  void aCrossEncodersSequenceAlreadyHoldsThePromptAndBothAnswers() {
    assertThat(Notebook.sequence(PAIR, EncodingSpec.Kind.CROSS_ENCODER)).isEqualTo(PAIR.first());
  }

  @Test
  void theShippedEncoderIsPaddedTo512Tokens() throws OrtException {
    assertThat(tokens(ROOT.resolve("models/default"))).isEqualTo(512);
  }

  @Test
  void anEncoderThatAcceptsFewerTokensIsPaddedToItsBundlesMaximum() throws OrtException {
    assertThat(tokens(TinyBundle.write(folder.resolve("tiny"))))
        .isEqualTo(TinyBundle.ENCODING.maxTokens());
  }

  private static int tokens(Path directory) throws OrtException {
    ModelBundle bundle = ModelBundle.load(directory);
    byte[] graph = Notebook.graph(bundle).orElseThrow();
    try (Notebook notebook =
        Notebook.open(graph, bundle.manifest().encoding(), new DeviceChoice.Cpu())) {
      return notebook.tokens();
    }
  }
}
