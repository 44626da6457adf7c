package dev.arena.trainer.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import dev.arena.models.encode.Sequence;
import dev.arena.trainer.optimize.Trainable;
import dev.arena.trainer.safetensors.SafetensorsFile;
import dev.arena.trainer.safetensors.Tensor;
import dev.arena.trainer.stopping.StopRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * The network while it is trained: the encoder, and a direction {@code w} so that {@code w . (first
 * - second)} says by how much the first answer is better.
 *
 * <p>The embeddings stay as they are. Native memory belongs to this object until {@link #close}.
 * One thread at a time, and in a process one network at a time may record gradients.
 */
public final class PreferenceNetwork implements AutoCloseable {
  private static final String ENGINE = "PyTorch";

  /** Parameters whose names begin so are not trained. */
  public static final String FROZEN = "embeddings.";

  private static final String DIRECTION = "direction";

  private final BertSizes sizes;
  private final NDManager manager;
  private final BertEncoder encoder;
  private final ParameterStore store;
  private final NDArray direction;

  /** Copies the weights into native memory; the direction is zero. */
  public PreferenceNetwork(Weights weights) {
    this.sizes = weights.sizes();
    this.manager = NDManager.newBaseManager(Device.cpu(), ENGINE);
    this.encoder = new BertEncoder(manager, sizes);
    Shape any = new Shape(1);
    encoder.initialize(manager, DataType.FLOAT32, any, any, any, any, any);
    this.store = new ParameterStore(manager, false);
    this.direction = manager.zeros(new Shape(sizes.hidden(), 1));
    direction.setRequiresGradient(true);
    encoder
        .byName()
        .forEach(
            (name, parameter) -> {
              if (name.startsWith(FROZEN)) {
                parameter.freeze(true);
              } else {
                parameter.getArray().setRequiresGradient(true);
              }
            });
    set(weights);
  }

  /** The engine's seed; nothing here draws at random, but what DJL adds may. */
  public static void seed(int seed) {
    Engine.getEngine(ENGINE).setRandomSeed(seed);
  }

  /** The sizes of the encoder. */
  public BertSizes sizes() {
    return sizes;
  }

  /** Owner of the native memory, for an optimiser of the same life. */
  public NDManager manager() {
    return manager;
  }

  /**
   * What may change.
   *
   * @param directionFactor learning rate of the direction relative to the encoder's
   */
  public List<Trainable> trainables(double directionFactor) {
    List<Trainable> trainables = new ArrayList<>();
    encoder
        .byName()
        .forEach(
            (name, parameter) -> {
              if (!name.startsWith(FROZEN)) {
                boolean decays = !name.endsWith(".bias") && !name.contains("LayerNorm");
                trainables.add(new Trainable(name, parameter.getArray(), 1, decays));
              }
            });
    trainables.add(new Trainable(DIRECTION, direction, directionFactor, true));
    return trainables;
  }

  /**
   * Computes the two-way loss {@code -log p(winner) / (p(A) + p(B))} of a batch and adds its
   * gradient to the parameters'.
   *
   * @return the mean loss
   */
  public double learn(List<Duel> batch) {
    StopRequest.check();
    double mean = 0;
    try (GradientCollector collector = Engine.getEngine(ENGINE).newGradientCollector()) {
      for (DuelRun run : DuelRun.of(batch)) {
        try (NDManager scope = manager.newSubManager()) {
          NDArray vectors = forward(scope, run.sequences(), true);
          NDArray share = BertEncoder.scalar(vectors, 1f / batch.size());
          NDArray loss = losses(run, vectors).sum().mul(share);
          mean += loss.getFloat();
          collector.backward(loss);
        }
      }
    }
    return mean;
  }

  private NDArray losses(DuelRun run, NDArray vectors) {
    NDManager scope = vectors.getManager();
    NDArray differences = scope.create(run.winnerMinusLoser()).matMul(vectors);
    NDArray margins = differences.matMul(direction).reshape(-1).add(scope.create(run.offsets()));
    return Activation.softPlus(margins.neg());
  }

  /**
   * The vectors of sequences, in their order; equal sequences are computed once.
   *
   * @param done is told how many sequences are done
   */
  public List<float[]> vectors(List<Sequence> sequences, LongConsumer done) {
    Map<Sequence, float[]> known = new LinkedHashMap<>();
    for (PackedSequences run : PackedSequences.of(sequences)) {
      StopRequest.check();
      try (NDManager scope = manager.newSubManager()) {
        float[] flat = forward(scope, run, false).toFloatArray();
        for (int i = 0; i < run.sequences().size(); i++) {
          float[] vector = new float[sizes.hidden()];
          System.arraycopy(flat, i * vector.length, vector, 0, vector.length);
          known.put(run.sequences().get(i), vector);
        }
      }
      done.accept(known.size());
    }
    return sequences.stream().map(known::get).toList();
  }

  private NDArray forward(NDManager scope, PackedSequences run, boolean training) {
    Shape means = new Shape(run.sequences().size(), run.tokens());
    NDList inputs =
        new NDList(
            scope.create(run.ids()),
            scope.create(run.types()),
            scope.create(run.positions()),
            scope.create(run.lengths()),
            scope.create(run.means(), means));
    return encoder.forward(store, inputs, training).head();
  }

  /** A copy of the encoder's weights as they are now. */
  public Weights weights() {
    Map<String, float[]> values = new LinkedHashMap<>();
    encoder
        .byName()
        .forEach((name, parameter) -> values.put(name, parameter.getArray().toFloatArray()));
    return new Weights(sizes, values);
  }

  /** Replaces the encoder's weights. */
  public void set(Weights weights) {
    encoder.byName().forEach((name, parameter) -> set(parameter.getArray(), weights.get(name)));
  }

  /** A copy of the direction as it is now. */
  public float[] direction() {
    return direction.toFloatArray();
  }

  /** Replaces the direction. */
  public void setDirection(float[] values) {
    set(direction, values);
  }

  /** All weights by name, as they are when their numbers are asked for. */
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    encoder.byName().forEach((name, parameter) -> tensors.put(name, tensor(parameter.getArray())));
    tensors.put(DIRECTION, tensor(direction));
    return tensors;
  }

  private static Tensor tensor(NDArray array) {
    return new Tensor(array.getShape().getShape(), array::toFloatArray);
  }

  /** Replaces all weights by those that {@link #tensors} had. */
  public void restore(SafetensorsFile file) {
    encoder
        .byName()
        .forEach(
            (name, parameter) ->
                set(
                    parameter.getArray(),
                    file.floats(name, parameter.getArray().getShape().getShape())));
    set(direction, file.floats(DIRECTION, direction.getShape().getShape()));
  }

  /**
   * Copies in place: DJL's own setters leave a parameter pointing into a Java buffer, and taking an
   * array from itself leaves NaN where NaN was.
   */
  private void set(NDArray target, float[] values) {
    try (NDManager scope = manager.newSubManager()) {
      target.set(new NDIndex("..."), scope.create(values, target.getShape()));
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
