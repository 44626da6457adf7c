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
import dev.arena.schemas.failure.UsageException;
import dev.arena.trainer.interrupt.Interrupts;
import dev.arena.trainer.optimize.Trainable;
import dev.arena.trainer.recipe.Pooling;
import dev.arena.trainer.recipe.Recipe;
import dev.arena.trainer.recipe.Recipes;
import dev.arena.trainer.recipe.Regularisation;
import dev.arena.trainer.recipe.Regularisation.Frozen;
import dev.arena.trainer.safetensors.SafetensorsFile;
import dev.arena.trainer.safetensors.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * The network being trained: a BERT encoder and a scoring vector {@code w}. The margin {@code w .
 * (first - second)} is how much better the first answer is, in logits.
 *
 * <p>Parameters that the recipe freezes do not change. This object owns native memory until {@link
 * #close}. For use by one thread at a time; only one network in a process may record gradients at a
 * time.
 */
public final class PreferenceNetwork implements AutoCloseable {
  static final String ENGINE = "PyTorch";

  private static final String EMBEDDINGS = "embeddings.";
  private static final String SCORING_VECTOR = "scoring_vector";

  private final BertSizes sizes;
  private final NDManager manager;
  private final BertEncoder encoder;
  private final ParameterStore store;
  private final NDArray scoringVector;

  /** The encoder's parameters by name, then the scoring vector. */
  private final Map<String, NDArray> arrays = new LinkedHashMap<>();

  private final Replicas replicas;
  private final Regularisation regularisation;
  private final Pooling pooling;
  private final int sequencesPerRun;

  /** Creates a network on the CPU with the recipe {@code default}. */
  public PreferenceNetwork(Weights weights) {
    this(weights, Recipes.read(Recipes.DEFAULT, Map.of()));
  }

  /** Creates a network on the CPU with a copy of the weights and a zero scoring vector. */
  public PreferenceNetwork(Weights weights, Recipe recipe) {
    this(weights, recipe, Devices.CPU);
  }

  /** Creates the same network on other devices. */
  public PreferenceNetwork(Weights weights, Recipe recipe, Devices devices) {
    this(weights, recipe, devices.first(), devices.others());
  }

  private PreferenceNetwork(Weights weights, Recipe recipe, Device device, List<Device> others) {
    this.sizes = weights.sizes();
    this.regularisation = recipe.regularisation();
    this.pooling = recipe.pooling();
    this.sequencesPerRun = 2 * recipe.inferenceBatch();
    requireLayers(regularisation.frozen().layers());
    this.manager = NDManager.newBaseManager(device, ENGINE);
    this.encoder = new BertEncoder(manager, sizes, regularisation);
    Shape any = new Shape(1);
    encoder.initialize(manager, DataType.FLOAT32, any, any, any, any, any);
    this.store = new ParameterStore(manager, false);
    this.scoringVector = manager.zeros(new Shape(sizes.hidden(), 1));
    encoder
        .byName()
        .forEach(
            (name, parameter) -> {
              parameter.freeze(isFrozen(name));
              arrays.put(name, parameter.getArray());
            });
    arrays.put(SCORING_VECTOR, scoringVector);
    scoringVector.setRequiresGradient(true);
    this.replicas =
        new Replicas(
            this,
            others.stream()
                .map(other -> new PreferenceNetwork(weights, recipe, other, List.of()))
                .toList());
    set(weights);
  }

  private void requireLayers(int frozen) {
    if (frozen > sizes.layers()) {
      throw new UsageException(
          "--frozen is layers:%d; expected at most layers:%d, as many as the encoder has."
              .formatted(frozen, sizes.layers()));
    }
  }

  /** Autograd records nothing below the lowest parameter that is trained. */
  private boolean isFrozen(String name) {
    Frozen frozen = regularisation.frozen();
    if (name.startsWith(EMBEDDINGS)) {
      return frozen.embeddings();
    }
    for (int i = 0; i < frozen.layers(); i++) {
      if (name.startsWith(BertSizes.layer(i))) {
        return true;
      }
    }
    return false;
  }

  /** Seeds PyTorch's random number generator, which dropout uses. */
  public static void seed(int seed) {
    Engine.getEngine(ENGINE).setRandomSeed(seed);
  }

  /** The sizes of the encoder. */
  public BertSizes sizes() {
    return sizes;
  }

  /** The owner of the native memory, for an optimiser with the same lifetime. */
  public NDManager manager() {
    return manager;
  }

  /**
   * The parameters that training changes.
   *
   * @param scoringVectorFactor learning rate of the scoring vector relative to the encoder's
   */
  public List<Trainable> trainables(double scoringVectorFactor) {
    List<Trainable> trainables = new ArrayList<>();
    arrays.forEach(
        (name, array) -> {
          if (!isFrozen(name)) {
            boolean decays = !name.endsWith(".bias") && !name.contains("LayerNorm");
            double factor = name.equals(SCORING_VECTOR) ? scoringVectorFactor : 1;
            trainables.add(new Trainable(name, array, factor, decays));
          }
        });
    return trainables;
  }

  /**
   * Computes the two-way loss of a batch, which for a vote is {@code -log(p(winner) / (p(A) +
   * p(B)))}, and adds its gradient to the gradients of the parameters.
   *
   * @return the mean loss
   */
  public double learn(List<TieFreePair> batch) {
    Interrupts.check();
    return replicas.learn(batch);
  }

  /**
   * Computes the contribution of a run to the gradient, on this device only.
   *
   * @param pairs number of pairs in the whole batch
   * @param results owner of the returned share of the mean loss, which is computed asynchronously
   */
  NDArray learn(PairRun run, int pairs, GradientCollector collector, NDManager results) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray vectors = forward(scope, run.sequences(), true);
      NDArray share = BertEncoder.scalar(vectors, 1f / pairs);
      NDArray loss = losses(run, vectors).sum().mul(share);
      collector.backward(loss);
      loss.attach(results);
      return loss;
    }
  }

  private NDArray losses(PairRun run, NDArray vectors) {
    NDManager scope = vectors.getManager();
    NDArray differences = scope.create(run.winnerMinusLoser()).matMul(vectors);
    NDArray margins =
        differences.matMul(scoringVector).reshape(-1).add(scope.create(run.offsets()));
    // the cross-entropy -(1 - l) log p - l log (1 - p), where l is the loser's share
    NDArray shares = scope.create(run.loserShares(regularisation.labelSmoothing()));
    return Activation.softPlus(margins.neg())
        .add(margins.mul(shares))
        .mul(scope.create(run.weights()));
  }

  /**
   * The vectors of the sequences, in the same order; equal sequences are encoded once.
   *
   * @param done receives the number of distinct sequences encoded so far
   */
  public List<float[]> vectors(List<Sequence> sequences, LongConsumer done) {
    Map<Sequence, float[]> known = new LinkedHashMap<>();
    for (PackedSequences run : PackedSequences.of(sequences, sequencesPerRun)) {
      Interrupts.check();
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
    return encoder.forward(store, inputs(scope, run), training).head();
  }

  /** What is inside a part of a layer ({@link BertEncoder#inside}). */
  NDList inside(NDManager scope, PackedSequences run, int layer, Sublayer part) {
    return encoder.inside(store, inputs(scope, run), layer, part);
  }

  private NDList inputs(NDManager scope, PackedSequences run) {
    // every layer reads the lengths on the CPU; copying them from a GPU would synchronise
    NDArray lengths = scope.newSubManager(Device.cpu()).create(run.lengths());
    Shape means = new Shape(run.sequences().size(), run.tokens());
    return new NDList(
        scope.create(run.ids()),
        scope.create(run.types()),
        scope.create(run.positions()),
        lengths,
        scope.create(run.means(pooling), means));
  }

  /** A copy of the encoder's current weights. */
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
    replicas.copyFrozen();
  }

  /** A copy of the current scoring vector. */
  public float[] scoringVector() {
    return scoringVector.toFloatArray();
  }

  /** Replaces the scoring vector. */
  public void setScoringVector(float[] values) {
    set(scoringVector, values);
  }

  /** All weights by name; the values are read lazily. */
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) ->
            tensors.put(name, new Tensor(array.getShape().getShape(), array::toFloatArray)));
    return tensors;
  }

  /** Replaces all weights with those of a file written from {@link #tensors}. */
  public void restore(SafetensorsFile file) {
    arrays.forEach((name, array) -> set(array, file.floats(name, array.getShape().getShape())));
    replicas.copyFrozen();
  }

  /**
   * Copies in place: DJL's own setters leave a parameter pointing into a Java buffer, and clearing
   * an array by subtracting it from itself keeps NaN.
   */
  private void set(NDArray target, float[] values) {
    try (NDManager scope = manager.newSubManager()) {
      target.set(new NDIndex("..."), scope.create(values, target.getShape()));
    }
  }

  /** The encoder's parameters and the scoring vector. */
  List<NDArray> arrays() {
    return List.copyOf(arrays.values());
  }

  @Override
  public void close() {
    replicas.close();
    manager.close();
  }
}
