package dev.arena.trainer.network;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A network and its copies on other devices, which share the pairs of each batch. Only the first
 * network is optimised; the others copy its weights before each batch and add their gradients to
 * its own afterwards.
 *
 * <p>Every device receives its work before the first result is read, so that GPUs compute in
 * parallel.
 */
final class Replicas implements AutoCloseable {
  private final PreferenceNetwork first;
  private final List<PreferenceNetwork> others;

  /**
   * @param first the network that is optimised; the caller owns it
   * @param others the copies, which are closed with this object
   */
  Replicas(PreferenceNetwork first, List<PreferenceNetwork> others) {
    this.first = first;
    this.others = List.copyOf(others);
  }

  /**
   * Adds the gradient of a batch's mean loss to the gradients of the first network.
   *
   * @return the mean loss
   */
  double learn(List<TieFreePair> batch) {
    copy(NDArray::hasGradient);
    try (NDManager results = first.manager().newSubManager()) {
      List<NDArray> losses = losses(batch, results);
      others.forEach(this::takeGradients);
      double mean = 0;
      for (NDArray loss : losses) {
        mean += loss.getFloat();
      }
      return mean;
    }
  }

  /**
   * Each loss is a sum divided by the size of the whole batch, so the gradients of all devices add
   * up to the gradient of the mean, even if their shares are uneven.
   */
  private List<NDArray> losses(List<TieFreePair> batch, NDManager results) {
    List<List<PairRun>> runs = shares(batch, 1 + others.size()).stream().map(PairRun::of).toList();
    int longest = runs.stream().mapToInt(List::size).max().orElse(0);
    List<NDArray> losses = new ArrayList<>();
    try (GradientCollector collector =
        Engine.getEngine(PreferenceNetwork.ENGINE).newGradientCollector()) {
      for (int i = 0; i < longest; i++) {
        for (int device = 0; device < runs.size(); device++) {
          if (i < runs.get(device).size()) {
            PreferenceNetwork network = device == 0 ? first : others.get(device - 1);
            NDArray loss = network.learn(runs.get(device).get(i), batch.size(), collector, results);
            losses.add(loss);
          }
        }
      }
    }
    return losses;
  }

  /** Distributes the pairs round-robin, because a batch may be sorted by length. */
  static List<List<TieFreePair>> shares(List<TieFreePair> batch, int devices) {
    List<List<TieFreePair>> shares = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      if (i < devices) {
        shares.add(new ArrayList<>());
      }
      shares.get(i % devices).add(batch.get(i));
    }
    return shares;
  }

  /** Copies frozen parameters that have been replaced to the other devices. */
  void copyFrozen() {
    copy(array -> !array.hasGradient());
  }

  private void copy(Predicate<NDArray> which) {
    List<NDArray> sources = first.arrays();
    for (PreferenceNetwork other : others) {
      List<NDArray> targets = other.arrays();
      for (int i = 0; i < sources.size(); i++) {
        if (which.test(sources.get(i))) {
          try (NDManager scope = other.manager().newSubManager()) {
            NDArray value = sources.get(i).toDevice(scope.getDevice(), true);
            value.attach(scope);
            targets.get(i).set(new NDIndex("..."), value);
          }
        }
      }
    }
  }

  private void takeGradients(PreferenceNetwork other) {
    List<NDArray> targets = first.arrays();
    List<NDArray> sources = other.arrays();
    for (int i = 0; i < targets.size(); i++) {
      if (targets.get(i).hasGradient()) {
        try (NDManager scope = first.manager().newSubManager()) {
          NDArray sum = targets.get(i).getGradient();
          NDArray gradient = sources.get(i).getGradient();
          NDArray arrived = gradient.toDevice(scope.getDevice(), true);
          scope.attachAll(sum, gradient, arrived);
          sum.addi(arrived);
          gradient.subi(gradient);
        }
      }
    }
  }

  @Override
  public void close() {
    others.forEach(PreferenceNetwork::close);
  }
}
