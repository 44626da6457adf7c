package dev.arena.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * BERT with masked mean pooling and L2 normalisation as one flat DJL block; the names of its
 * parameters are HuggingFace's.
 *
 * <p>Takes token ids, attention mask and token types, each int64 {@code [sequences, tokens]}, and
 * gives float32 {@code [sequences, hidden]}. There is no dropout: an epoch at most is trained, and
 * without it a step is a third faster. Numbers enter the computation as native scalars, never as
 * {@code NDArray.mul(Number)}: DJL gives those a Java buffer that is collected before the backward
 * pass reads it.
 */
final class BertEncoder extends AbstractBlock {
  private static final float MASKED = 1e9f;
  private static final float SHORTEST = 1e-12f;

  private final BertSizes sizes;
  private final Map<String, Parameter> byName = new LinkedHashMap<>();

  BertEncoder(BertSizes sizes) {
    super((byte) 1);
    this.sizes = sizes;
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
    return new Shape[] {new Shape(inputs[0].get(0), sizes.hidden())};
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> options) {
    Pass pass = new Pass(store, training);
    NDArray mask = inputs.get(1);
    NDArray tokens;
    NDArray attention;
    try (NDManager scope = NDManager.subManagerOf(inputs)) {
      scope.tempAttachAll(inputs);
      tokens = pass.embed(scope, inputs.get(0), inputs.get(2));
      long length = mask.getShape().get(1);
      attention =
          mask.toType(DataType.FLOAT32, false)
              .reshape(mask.getShape().get(0), 1, 1, length)
              .sub(1f)
              .mul(MASKED);
      scope.ret(tokens);
      scope.ret(attention);
    }
    for (int i = 0; i < sizes.layers(); i++) {
      NDList state = new NDList(tokens, attention);
      try (NDManager scope = NDManager.subManagerOf(state)) {
        scope.tempAttachAll(state);
        NDArray next = pass.layer(tokens, attention, BertSizes.layer(i));
        scope.ret(next);
        tokens = next;
      }
    }
    return new NDList(pool(tokens, mask));
  }

  private static NDArray pool(NDArray tokens, NDArray mask) {
    NDArray weights = mask.toType(DataType.FLOAT32, false).expandDims(-1);
    NDArray mean = tokens.mul(weights).sum(new int[] {1}).div(weights.sum(new int[] {1}));
    NDArray length = mean.mul(mean).sum(new int[] {1}, true).add(scalar(mean, SHORTEST)).sqrt();
    return mean.div(length);
  }

  /** A number owned by the engine, safe to record for the backward pass. */
  static NDArray scalar(NDArray like, float value) {
    return like.getManager().full(new Shape(), value, DataType.FLOAT32);
  }

  /** One forward pass: where parameters come from, and whether gradients are recorded. */
  private final class Pass {
    private final ParameterStore store;
    private final boolean training;

    Pass(ParameterStore store, boolean training) {
      this.store = store;
      this.training = training;
    }

    NDArray embed(NDManager scope, NDArray ids, NDArray types) {
      long length = ids.getShape().get(1);
      NDArray positions = scope.arange(0, (int) length, 1, DataType.INT64).reshape(1, length);
      NDArray sum =
          lookUp(ids, "embeddings.word_embeddings.weight")
              .add(lookUp(types, "embeddings.token_type_embeddings.weight"))
              .add(lookUp(positions, "embeddings.position_embeddings.weight"));
      return normalise(sum, "embeddings.LayerNorm");
    }

    NDArray layer(NDArray tokens, NDArray attention, String layer) {
      NDArray context = attend(tokens, attention, layer + "attention.self.");
      NDArray attended =
          normalise(
              linear(context, layer + "attention.output.dense").add(tokens),
              layer + "attention.output.LayerNorm");
      NDArray wide = Activation.gelu(linear(attended, layer + "intermediate.dense"));
      return normalise(
          linear(wide, layer + "output.dense").add(attended), layer + "output.LayerNorm");
    }

    private NDArray attend(NDArray tokens, NDArray attention, String name) {
      Shape shape = tokens.getShape();
      NDArray query = heads(linear(tokens, name + "query"));
      NDArray key = heads(linear(tokens, name + "key"));
      NDArray value = heads(linear(tokens, name + "value"));
      float scale = (float) (1 / Math.sqrt((double) sizes.hidden() / sizes.heads()));
      NDArray weights =
          query
              .mul(scalar(query, scale))
              .matMul(key.transpose(0, 1, 3, 2))
              .add(attention)
              .softmax(-1);
      return weights.matMul(value).transpose(0, 2, 1, 3).reshape(shape);
    }

    private NDArray heads(NDArray tokens) {
      Shape shape = tokens.getShape();
      long size = sizes.hidden() / sizes.heads();
      return tokens.reshape(shape.get(0), shape.get(1), sizes.heads(), size).transpose(0, 2, 1, 3);
    }

    private NDArray lookUp(NDArray ids, String name) {
      NDArrayEx operations = ids.getNDArrayInternal();
      return operations.embedding(ids, value(ids, name), SparseFormat.DENSE).head();
    }

    private NDArray linear(NDArray input, String name) {
      return Linear.linear(input, value(input, name + ".weight"), value(input, name + ".bias"))
          .head();
    }

    private NDArray normalise(NDArray input, String name) {
      return LayerNorm.layerNorm(
              input,
              new Shape(sizes.hidden()),
              value(input, name + ".weight"),
              value(input, name + ".bias"),
              sizes.layerNormEpsilon())
          .head();
    }

    private NDArray value(NDArray like, String name) {
      Parameter parameter = byName.get(name);
      if (parameter == null) {
        throw new IllegalStateException("the block has no parameter " + name);
      }
      return store.getValue(parameter, like.getDevice(), training);
    }
  }
}
