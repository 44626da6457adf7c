package dev.arena.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TorchScriptTest {
  private static final String ATTENTION =
      """
        def forward(self: __torch__.Function, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
          return torch.scaled_dot_product_attention(q, k, v, None, 0.)
      """;
  private static final String DROPOUT =
      """
        def forward(self: __torch__.Function, x: Tensor) -> Tensor:
          return torch.dropout(x, 0.5, self.training)
      """;

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void fusedAttentionAndItsGradientsEqualPlainAttention() {
    TorchScript attention = new TorchScript(manager, ATTENTION);
    NDList inputs = new NDList();
    for (int i = 0; i < 3; i++) {
      NDArray input = manager.randomNormal(new Shape(2, 3, 40, 16));
      input.setRequiresGradient(true);
      inputs.add(input);
    }
    List<float[]> fused = gradients(inputs, list -> attention.call(list, true));
    List<float[]> again = gradients(inputs, list -> attention.call(list, true));
    List<float[]> plain = gradients(inputs, TorchScriptTest::plain);
    for (int i = 0; i < fused.size(); i++) {
      assertThat(fused.get(i)).usingComparatorWithPrecision(1e-5f).containsExactly(plain.get(i));
      assertThat(again.get(i)).containsExactly(fused.get(i));
    }
  }

  @Test
  void aFunctionSeesWhetherItIsInTraining() {
    TorchScript dropout = new TorchScript(manager, DROPOUT);
    NDList ones = new NDList(manager.ones(new Shape(1000)));
    assertThat(dropout.call(ones, true).toFloatArray()).containsOnly(0f, 2f);
    assertThat(dropout.call(ones, false).toFloatArray()).containsOnly(1f);
  }

  @Test
  void anErrorInTheSourceIsReportedWithTheSource() {
    assertThatThrownBy(
            () -> new TorchScript(manager, ATTENTION.replace("scaled_dot", "scaled_dash")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("scaled_dash_product_attention(q, k, v");
  }

  private static NDArray plain(NDList inputs) {
    NDArray query = inputs.get(0);
    NDArray scores = query.matMul(inputs.get(1).transpose(0, 1, 3, 2));
    return scores.mul(BertEncoder.scalar(query, 0.25f)).softmax(-1).matMul(inputs.get(2));
  }

  /** The result, and the gradients of the sum of its squares with respect to the inputs. */
  private static List<float[]> gradients(NDList inputs, Function<NDList, NDArray> function) {
    List<float[]> results = new ArrayList<>();
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray output = function.apply(inputs);
      collector.backward(output.mul(output).sum());
      results.add(output.toFloatArray());
    }
    for (NDArray input : inputs) {
      try (NDArray gradient = input.getGradient()) {
        results.add(gradient.toFloatArray());
        gradient.subi(gradient);
      }
    }
    return results;
  }
}
