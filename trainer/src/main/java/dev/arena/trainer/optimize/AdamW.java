package dev.arena.trainer.optimize;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.arena.trainer.safetensors.SafetensorsFile;
import dev.arena.trainer.safetensors.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Adam optimiser as PyTorch computes it, after clipping the gradients to a global norm. Weight
 * decay is decoupled from the gradient (Loshchilov and Hutter, arXiv:1711.05101) or added to it.
 *
 * <p>It owns the arrays of the moments until {@link #close}. For use by one thread at a time.
 */
public final class AdamW implements AutoCloseable {
  /** The share of the mean gradient that a step keeps. */
  public static final double BETA1 = 0.9;

  /** The share of the mean squared gradient that a step keeps. */
  public static final double BETA2 = 0.999;

  private static final double EPSILON = 1e-8;
  private static final String MEAN = "mean.";
  private static final String SQUARE = "square.";

  private final NDManager manager;
  private final List<State> states = new ArrayList<>();
  private final Settings settings;
  private int steps;

  /**
   * The hyperparameters of the optimiser.
   *
   * @param learningRate before each parameter's own factor
   * @param weightDecay share of the learning rate by which weights shrink, if decoupled
   * @param largestNorm global norm to which gradients are clipped; 0 for no clipping
   * @param decoupled whether weight decay is decoupled from the gradient
   */
  public record Settings(
      double learningRate, double weightDecay, double largestNorm, boolean decoupled) {}

  private record State(Trainable parameter, NDArray mean, NDArray square) {}

  /**
   * @param parent owner of the parameters
   */
  public AdamW(NDManager parent, List<Trainable> parameters, Settings settings) {
    this.manager = parent.newSubManager();
    this.settings = settings;
    for (Trainable parameter : parameters) {
      NDArray value = parameter.value();
      states.add(
          new State(
              parameter,
              manager.zeros(value.getShape(), value.getDataType()),
              manager.zeros(value.getShape(), value.getDataType())));
    }
  }

  /**
   * Updates every parameter from its gradient and sets the gradients to zero. If their norm is not
   * finite, nothing changes.
   *
   * @param schedule the factor that multiplies the learning rate for this step
   * @return the global norm of the gradients before clipping
   */
  public double step(double schedule) {
    try (NDManager scope = manager.newSubManager()) {
      NDList gradients = new NDList();
      for (State state : states) {
        NDArray gradient = state.parameter().value().getGradient();
        gradient.attach(scope);
        gradients.add(gradient);
      }
      double norm = norm(scope, gradients);
      if (!Double.isFinite(norm)) {
        return norm;
      }
      steps++;
      if (settings.largestNorm() > 0 && norm > settings.largestNorm()) {
        float factor = (float) (settings.largestNorm() / (norm + 1e-6));
        gradients.forEach(gradient -> gradient.muli(factor));
      }
      for (int i = 0; i < states.size(); i++) {
        update(states.get(i), gradients.get(i), schedule * settings.learningRate());
        gradients.get(i).subi(gradients.get(i));
      }
      return norm;
    }
  }

  private static double norm(NDManager scope, NDList gradients) {
    NDList norms = new NDList();
    for (NDArray gradient : gradients) {
      NDArray norm = gradient.norm();
      norm.attach(scope);
      norms.add(norm.reshape(1));
    }
    return NDArrays.concat(norms).norm().getFloat();
  }

  /** Folds Adam's bias corrections into the learning rate and epsilon. */
  private void update(State state, NDArray gradient, double scheduled) {
    NDArray value = state.parameter().value();
    double rate = scheduled * state.parameter().rateFactor();
    double meanCorrection = 1 - Math.pow(BETA1, steps);
    double squareCorrection = Math.sqrt(1 - Math.pow(BETA2, steps));
    value
        .getNDArrayInternal()
        .adamUpdate(
            new NDList(value, gradient, state.mean(), state.square()),
            new NDList(value),
            (float) rate,
            (float) (rate * squareCorrection / meanCorrection),
            state.parameter().decays() ? (float) settings.weightDecay() : 0f,
            1f,
            -1f,
            (float) BETA1,
            (float) BETA2,
            (float) (EPSILON * squareCorrection),
            true,
            settings.decoupled());
  }

  /** The moments by name; the values are read lazily. */
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (State state : states) {
      tensors.put(MEAN + state.parameter().name(), tensor(state.mean()));
      tensors.put(SQUARE + state.parameter().name(), tensor(state.square()));
    }
    return tensors;
  }

  private static Tensor tensor(NDArray array) {
    return new Tensor(array.getShape().getShape(), array::toFloatArray);
  }

  /**
   * Replaces the moments with those of a file written from {@link #tensors}.
   *
   * @param taken number of steps that produced them
   */
  public void restore(SafetensorsFile file, int taken) {
    for (State state : states) {
      restore(state.mean(), file, MEAN + state.parameter().name());
      restore(state.square(), file, SQUARE + state.parameter().name());
    }
    steps = taken;
  }

  /** Copies in place: DJL's own setters leave an array pointing into a Java buffer. */
  private void restore(NDArray target, SafetensorsFile file, String name) {
    try (NDManager scope = manager.newSubManager()) {
      float[] values = file.floats(name, target.getShape().getShape());
      target.set(new NDIndex("..."), scope.create(values, target.getShape()));
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
