package dev.arena.trainer.optimize;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.arena.trainer.safetensors.SafetensorsFile;
import dev.arena.trainer.safetensors.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An exponential moving average of the parameters. It starts from their initial values and forgets
 * faster at first: after n steps, the decay is at most (1 + n) / (10 + n), so that a short training
 * run is not dominated by its start.
 *
 * <p>It owns the arrays of the averages until {@link #close}. For use by one thread at a time.
 */
public final class MovingAverage implements AutoCloseable {
  private static final String AVERAGE = "average.";

  private final NDManager manager;
  private final double decay;
  private final List<State> states = new ArrayList<>();
  private int steps;

  private record State(Trainable parameter, NDArray average) {}

  /**
   * @param parent owner of the parameters
   * @param decay share of the average that a step keeps; with 0, the average equals the parameters
   */
  public MovingAverage(NDManager parent, List<Trainable> parameters, double decay) {
    this.manager = parent.newSubManager();
    this.decay = decay;
    for (Trainable parameter : parameters) {
      NDArray average = parameter.value().duplicate();
      average.attach(manager);
      states.add(new State(parameter, average));
    }
  }

  /** Restarts from the current values of the parameters. */
  public void restart() {
    steps = 0;
    for (State state : states) {
      state.average().set(new NDIndex("..."), state.parameter().value());
    }
  }

  /** Adds the parameters' values after a step to the average. */
  public void add() {
    steps++;
    float share = (float) (1 - Math.min(decay, (1.0 + steps) / (10 + steps)));
    try (NDManager scope = manager.newSubManager()) {
      for (State state : states) {
        NDArray difference = state.parameter().value().sub(state.average());
        difference.attach(scope);
        state.average().addi(difference.muli(share));
      }
    }
  }

  /** Swaps averages and parameters; a second call undoes it. */
  public void swap() {
    try (NDManager scope = manager.newSubManager()) {
      for (State state : states) {
        NDArray value = state.parameter().value();
        NDArray kept = value.duplicate();
        kept.attach(scope);
        value.set(new NDIndex("..."), state.average());
        state.average().set(new NDIndex("..."), kept);
      }
    }
  }

  /** The averages by name; the values are read lazily. */
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (State state : states) {
      tensors.put(
          AVERAGE + state.parameter().name(),
          new Tensor(state.average().getShape().getShape(), state.average()::toFloatArray));
    }
    return tensors;
  }

  /** Whether a file holds averages. */
  public static boolean isIn(SafetensorsFile file) {
    return file.names().stream().anyMatch(name -> name.startsWith(AVERAGE));
  }

  /**
   * Replaces the averages with those of a file written from {@link #tensors}.
   *
   * @param taken number of steps that produced them
   */
  public void restore(SafetensorsFile file, int taken) {
    try (NDManager scope = manager.newSubManager()) {
      for (State state : states) {
        NDArray average = state.average();
        String name = AVERAGE + state.parameter().name();
        float[] values = file.floats(name, average.getShape().getShape());
        average.set(new NDIndex("..."), scope.create(values, average.getShape()));
      }
    }
    steps = taken;
  }

  @Override
  public void close() {
    manager.close();
  }
}
