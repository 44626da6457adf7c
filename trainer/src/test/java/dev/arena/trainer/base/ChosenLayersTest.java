package dev.arena.trainer.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.failure.UsageException;
import dev.arena.trainer.network.BertSizes;
import dev.arena.trainer.network.RandomWeights;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChosenLayersTest {
  private static final BaseEncoder WHOLE =
      new BaseEncoder(
          "tiny",
          "a tiny network",
          "MIT",
          RandomWeights.of(new BertSizes(50, 16, 4, 2, 32, 40, 2, 1e-12f), new Random(1)),
          new byte[0],
          "none");

  @Test
  void theChosenLayersAreInTheGivenOrder() {
    BaseEncoder smaller = BaseEncoders.withLayers(WHOLE, List.of(3, 0));

    assertThat(smaller.weights().sizes().layers()).isEqualTo(2);
    for (String part : List.of("attention.self.query.weight", "output.LayerNorm.bias")) {
      assertThat(smaller.weights().get("encoder.layer.0." + part))
          .isSameAs(WHOLE.weights().get("encoder.layer.3." + part));
      assertThat(smaller.weights().get("encoder.layer.1." + part))
          .isSameAs(WHOLE.weights().get("encoder.layer.0." + part));
    }
    assertThat(smaller.weights().get("embeddings.word_embeddings.weight"))
        .isSameAs(WHOLE.weights().get("embeddings.word_embeddings.weight"));
  }

  @Test
  void theSmallerEncoderSaysWhatItIs() {
    assertThat(BaseEncoders.withLayers(WHOLE, List.of(0, 2)))
        .extracting(BaseEncoder::name, BaseEncoder::title)
        .containsExactly("tiny-layers-0-2", "layers 0, 2 of a tiny network");
    assertThat(BaseEncoders.withLayers(WHOLE, List.of(1)).title())
        .isEqualTo("layer 1 of a tiny network");
  }

  @Test
  void layersThatCannotBeChosenAreRefused() {
    assertThatThrownBy(() -> BaseEncoders.withLayers(WHOLE, List.of(0, 4)))
        .isInstanceOf(UsageException.class)
        .hasMessage("--layers names layer 4; expected 0 to 3, the layers of tiny.");
    assertThatThrownBy(() -> BaseEncoders.withLayers(WHOLE, List.of(-1)))
        .isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> BaseEncoders.withLayers(WHOLE, List.of(0, 2, 0)))
        .isInstanceOf(UsageException.class)
        .hasMessage("--layers is 0,2,0; expected each layer at most once.");
    assertThatThrownBy(() -> BaseEncoders.withLayers(WHOLE, List.of()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--layers is empty");
  }
}
