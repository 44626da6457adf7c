package dev.arena.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import dev.arena.trainer.recipe.Regularisation;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A BERT encoder with mean pooling and L2 normalisation as one flat DJL block. Its parameters have
 * Hugging Face's names.
 *
 * <p>Its inputs come from {@link PackedSequences}: token ids, token types and positions, each int64
 * {@code [tokens]}, lengths int64 {@code [sequences]} and means float32 {@code [sequences,
 * tokens]}. Its output is float32 {@code [sequences, hidden]}. In training, dropout may apply to
 * hidden values and attention weights. Numbers enter the computation as native scalars, never
 * through {@code NDArray.mul(Number)}: DJL would back them with a Java buffer that is collected
 * before the backward pass reads it.
 */
final class BertEncoder extends AbstractBlock {
  private static final float SHORTEST = 1e-12f;

  private final BertSizes sizes;
  private final float dropout;
  private final BertLayer layer;
  private final Map<String, Parameter> byName = new LinkedHashMap<>();

  /**
   * @param manager owner of the native memory
   * @param regularisation the settings that hold the dropout rates for training
   */
  BertEncoder(NDManager manager, BertSizes sizes, Regularisation regularisation) {
    super((byte) 1);
    this.sizes = sizes;
    this.dropout = (float) regularisation.dropout();
    this.layer = new BertLayer(manager, sizes, regularisation);
    sizes
        .parameters()
        .forEach(
            (name, shape) ->
                byName.put(
                    name,
                    addParameter(
                        Parameter.builder()
                            .setName(name)
                            .setType(Parameter.Type.OTHER)
                            .optShape(new Shape(shape))
                            .optInitializer(Initializer.ZEROS)
                            .build())));
  }

  Map<String, Parameter> byName() {
    return byName;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[4].get(0), sizes.hidden())};
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> options) {
    NDArray tokens = new Pass(store, training).below(sizes.layers(), inputs);
    return new NDList(unit(inputs.get(4).matMul(tokens)));
  }

  /**
   * What a part of a layer reads, the inputs of its last product, and what it adds: float32 {@code
   * [tokens, hidden]}, {@code [tokens, inputs]} and {@code [tokens, hidden]}.
   *
   * @param inputs as those of the block
   * @param index of the layer
   */
  NDList inside(ParameterStore store, NDList inputs, int index, Sublayer part) {
    Pass pass = new Pass(store, false);
    NDArray tokens = pass.below(index, inputs);
    NDList weights = pass.values(tokens, BertSizes.layer(index));
    int hidden = sizes.hidden();
    return layer
        .inside(tokens, inputs.get(3), weights, part)
        .split(new long[] {hidden, hidden + part.inputs(sizes)}, 1);
  }

  private static NDArray unit(NDArray vectors) {
    NDArray squares = vectors.mul(vectors).sum(new int[] {1}, true);
    return vectors.div(squares.add(scalar(vectors, SHORTEST)).sqrt());
  }

  /** A number owned by the engine, safe to record for the backward pass. */
  static NDArray scalar(NDArray like, float value) {
    return like.getManager().full(new Shape(), value, DataType.FLOAT32);
  }

  /** One forward pass: the source of its parameters, and whether it records gradients. */
  private final class Pass {
    private final ParameterStore store;
    private final boolean training;

    Pass(ParameterStore store, boolean training) {
      this.store = store;
      this.training = training;
    }

    /** The output of the layer below the given one, or of the embeddings. */
    NDArray below(int index, NDList inputs) {
      NDArray tokens = embed(inputs.get(0), inputs.get(1), inputs.get(2));
      for (int i = 0; i < index; i++) {
        NDList weights = values(tokens, BertSizes.layer(i));
        tokens = layer.forward(tokens, inputs.get(3), weights, training);
      }
      return tokens;
    }

    private NDArray embed(NDArray ids, NDArray types, NDArray positions) {
      NDArray sum =
          lookUp(ids, "embeddings.word_embeddings.weight")
              .add(lookUp(types, "embeddings.token_type_embeddings.weight"))
              .add(lookUp(positions, "embeddings.position_embeddings.weight"));
      NDArray normal =
          LayerNorm.layerNorm(
                  sum,
                  new Shape(sizes.hidden()),
                  value(sum, "embeddings.LayerNorm.weight"),
                  value(sum, "embeddings.LayerNorm.bias"),
                  sizes.layerNormEpsilon())
              .head();
      return training && dropout > 0
          ? Dropout.dropout(normal, dropout, true).singletonOrThrow()
          : normal;
    }

    private NDArray lookUp(NDArray ids, String name) {
      NDArrayEx operations = ids.getNDArrayInternal();
      return operations.embedding(ids, value(ids, name), SparseFormat.DENSE).head();
    }

    NDList values(NDArray like, String prefix) {
      NDList values = new NDList();
      for (String name : byName.keySet()) {
        if (name.startsWith(prefix)) {
          values.add(value(like, name));
        }
      }
      return values;
    }

    private NDArray value(NDArray like, String name) {
      Parameter parameter = byName.get(name);
      if (parameter == null) {
        throw new IllegalStateException("the block has no parameter " + name);
      }
      return store.getValue(parameter, like.getDevice(), training);
    }
  }

  /**
   * One transformer layer of BERT over packed sequences. Its weights are arguments.
   *
   * <p>It is written in TorchScript to use PyTorch's fused attention, which never materialises a
   * whole matrix of attention weights, and to free a layer's intermediate tensors immediately.
   */
  private static final class BertLayer {
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
              mixed = torch.scaled_dot_product_attention(q, k, v, None, attention)
              _ = torch.append(contexts, torch.reshape(torch.transpose(mixed, 1, 2), [-1, WIDTH]))
            context = torch.cat(contexts)
            attended = torch.dropout(torch.linear(context, wo, bo), DROPOUT, training)
            between = torch.layer_norm(torch.add(attended, x), [hidden], go, no, EPSILON)
            wide = torch.gelu(torch.linear(between, wi, bi))
            narrow = torch.dropout(torch.linear(wide, wd, bd), DROPOUT, training)
            return RESULT
        """;

    private static final String OUTPUT =
        "torch.layer_norm(torch.add(narrow, between), [hidden], gd, nd, EPSILON)";

    private final NDManager manager;
    private final BertSizes sizes;
    private final Regularisation regularisation;
    private final TorchScript output;
    private final Map<Sublayer, TorchScript> inside = new EnumMap<>(Sublayer.class);

    BertLayer(NDManager manager, BertSizes sizes, Regularisation regularisation) {
      this.manager = manager;
      this.sizes = sizes;
      this.regularisation = regularisation;
      this.output = function(OUTPUT);
    }

    private TorchScript function(String result) {
      return new TorchScript(
          manager,
          FORWARD
              .replace("RESULT", result)
              .replace("ATTENTION_DROPOUT", Double.toString(regularisation.attentionDropout()))
              .replace("DROPOUT", Double.toString(regularisation.dropout()))
              .replace("HEADS", Integer.toString(sizes.heads()))
              .replace("SIZE", Integer.toString(sizes.headSize()))
              .replace("WIDTH", Integer.toString(sizes.attention()))
              .replace("EPSILON", Double.toString(sizes.layerNormEpsilon())));
    }

    /**
     * The output of the layer, {@code [tokens, hidden]}.
     *
     * @param lengths of the sequences, int64 {@code [sequences]}
     * @param weights in the order of {@link BertSizes#parameters()}
     */
    NDArray forward(NDArray tokens, NDArray lengths, NDList weights, boolean training) {
      return call(output, tokens, lengths, weights, training);
    }

    /** What is inside a part, {@code [tokens, hidden + inputs + hidden]}. */
    NDArray inside(NDArray tokens, NDArray lengths, NDList weights, Sublayer part) {
      TorchScript function = inside.computeIfAbsent(part, p -> function(p.inside()));
      return call(function, tokens, lengths, weights, false);
    }

    private static NDArray call(
        TorchScript function, NDArray tokens, NDArray lengths, NDList weights, boolean training) {
      NDList arguments = new NDList(tokens, lengths);
      arguments.addAll(weights);
      return function.call(arguments, training);
    }
  }
}
