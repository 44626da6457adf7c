package dev.arena.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.arena.trainer.recipe.Regularisation;

/**
 * The computation of one transformer layer of BERT over packed sequences; the weights are
 * arguments.
 *
 * <p>It is written in TorchScript to reach PyTorch's fused attention, which never holds a whole
 * matrix of attention weights, and so that what only one layer needs is let go at once.
 */
final class BertLayer {
  private static final String FORWARD =
      """
        def forward(self: __torch__.Function, x: Tensor, lengths: Tensor,
            wq: Tensor, bq: Tensor, wk: Tensor, bk: Tensor, wv: Tensor, bv: Tensor,
            wo: Tensor, bo: Tensor, go: Tensor, no: Tensor,
            wi: Tensor, bi: Tensor,
            wd: Tensor, bd: Tensor, gd: Tensor, nd: Tensor) -> Tensor:
          hidden = torch.size(x, 1)
          training = self.training
          if training:
            attention = ATTENTION_DROPOUT
          else:
            attention = 0.
          sizes = annotate(List[int], lengths.tolist())
          projected = torch.linear(x, torch.cat([wq, wk, wv]), torch.cat([bq, bk, bv]))
          contexts = annotate(List[Tensor], [])
          parts = torch.split_with_sizes(projected, sizes)
          for i in range(torch.len(parts)):
            heads = torch.view(parts[i], [1, -1, 3, HEADS, SIZE])
            q, k, v, = torch.unbind(torch.permute(heads, [2, 0, 3, 1, 4]))
            context = torch.scaled_dot_product_attention(q, k, v, None, attention)
            _ = torch.append(contexts, torch.reshape(torch.transpose(context, 1, 2), [-1, hidden]))
          attended = torch.dropout(torch.linear(torch.cat(contexts), wo, bo), DROPOUT, training)
          between = torch.layer_norm(torch.add(attended, x), [hidden], go, no, EPSILON)
          wide = torch.gelu(torch.linear(between, wi, bi))
          narrow = torch.dropout(torch.linear(wide, wd, bd), DROPOUT, training)
          return torch.layer_norm(torch.add(narrow, between), [hidden], gd, nd, EPSILON)
      """;

  private final TorchScript function;

  BertLayer(NDManager manager, BertSizes sizes, Regularisation regularisation) {
    function =
        new TorchScript(
            manager,
            FORWARD
                .replace("ATTENTION_DROPOUT", Double.toString(regularisation.attentionDropout()))
                .replace("DROPOUT", Double.toString(regularisation.dropout()))
                .replace("HEADS", Integer.toString(sizes.heads()))
                .replace("SIZE", Integer.toString(sizes.hidden() / sizes.heads()))
                .replace("EPSILON", Double.toString(sizes.layerNormEpsilon())));
  }

  /**
   * The tokens {@code [tokens, hidden]} after the layer.
   *
   * @param lengths int64 {@code [sequences]}: how the tokens divide into sequences
   * @param weights in the order of {@link BertSizes#parameters()}
   */
  NDArray forward(NDArray tokens, NDArray lengths, NDList weights, boolean training) {
    NDList arguments = new NDList(tokens, lengths);
    arguments.addAll(weights);
    return function.call(arguments, training);
  }
}
