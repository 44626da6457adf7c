package dev.arena.trainer.tune;

import dev.arena.models.command.ProgressBar;
import dev.arena.models.encode.Sequence;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.network.Duel;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.network.Weights;
import dev.arena.trainer.optimize.AdamW;
import dev.arena.trainer.optimize.LinearSchedule;
import dev.arena.trainer.recipe.Optimisation;
import dev.arena.trainer.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Teaches the encoder and the direction which answer of a pair won, and keeps the weights that did
 * best on held-out pairs.
 *
 * <p>Without held-out pairs the last weights are kept. One thread at a time.
 */
public final class FineTuning implements AutoCloseable {
  private static final double LOSS_MEMORY = 0.95;

  private final PreferenceNetwork network;
  private final List<Duel> pairs;
  private final List<Duel> heldOut;
  private final Recipe recipe;
  private final AdamW optimiser;
  private final LinearSchedule schedule;
  private final int stepsPerEpoch;
  private final List<Point> points = new ArrayList<>();
  private Kept best;
  private double recentLoss = Double.NaN;
  private int step;

  /** The two-way loss of the held-out pairs after a number of steps. */
  public record Point(int step, double heldOutLoss) {}

  private record Kept(Weights weights, float[] direction, double loss, int step) {}

  /**
   * Starts at the weights that the network has.
   *
   * @param network its direction is zero, so that before any step the offsets alone judge
   * @param heldOut pairs that say which weights are best; may be empty
   */
  public FineTuning(
      PreferenceNetwork network, List<Duel> pairs, List<Duel> heldOut, Recipe recipe) {
    this.network = network;
    this.pairs = pairs;
    this.heldOut = heldOut;
    this.recipe = recipe;
    Optimisation optimisation = recipe.optimisation();
    this.stepsPerEpoch = (pairs.size() + optimisation.batch() - 1) / optimisation.batch();
    int steps = stepsPerEpoch * optimisation.epochs();
    this.schedule = new LinearSchedule((int) Math.round(optimisation.warmUp() * steps), steps);
    this.optimiser =
        new AdamW(
            network.manager(),
            network.trainables(optimisation.directionRate()),
            new AdamW.Settings(
                optimisation.learningRate(), optimisation.weightDecay(), optimisation.clip()));
    double startLoss =
        heldOut.stream().mapToDouble(duel -> loss(duel.offset())).average().orElse(Double.NaN);
    this.best = keep(startLoss);
    if (!heldOut.isEmpty()) {
      points.add(new Point(0, startLoss));
    }
  }

  /**
   * Goes once through the pairs.
   *
   * @param epoch counted from 1
   * @return whether the held-out pairs gained; an epoch is judged at its end, because the rate is
   *     still high before
   */
  public boolean epoch(int epoch) {
    List<List<Duel>> batches =
        BatchOrder.of(pairs, recipe.optimisation().batch(), recipe.seed() + epoch);
    long done = 0;
    int begun = step;
    try (ProgressBar progress = ProgressBar.onStderr("epoch " + epoch, "pairs", pairs.size())) {
      for (int i = 0; i < batches.size(); i++) {
        learn(batches.get(i));
        done += batches.get(i).size();
        progress.update(done, String.format(Locale.ROOT, "loss %.3f", recentLoss));
        if (isEvaluated(i + 1)) {
          evaluate(progress);
        }
      }
    }
    return best.step() > begun;
  }

  private void learn(List<Duel> batch) {
    step++;
    PreferenceNetwork.seed(recipe.seed() + step);
    double loss = network.learn(batch);
    if (!Double.isFinite(loss)) {
      throw new UserException(
          ("the loss of step %d is %s; expected a finite number. Train again with a lower"
                  + " --learning-rate than %s. No bundle was written.")
              .formatted(step, loss, recipe.optimisation().learningRate()));
    }
    optimiser.step(schedule.at(step));
    recentLoss =
        Double.isNaN(recentLoss) ? loss : LOSS_MEMORY * recentLoss + (1 - LOSS_MEMORY) * loss;
  }

  private boolean isEvaluated(int stepOfEpoch) {
    int evaluations = recipe.selection().evaluations();
    for (int i = 1; i <= evaluations; i++) {
      if (stepOfEpoch == Math.max(1, stepsPerEpoch * i / evaluations)) {
        return !heldOut.isEmpty() || stepOfEpoch == stepsPerEpoch;
      }
    }
    return false;
  }

  private void evaluate(ProgressBar progress) {
    double loss = heldOutLoss();
    if (!heldOut.isEmpty()) {
      progress.note(
          String.format(
              Locale.ROOT,
              "  step %d: loss of %d held-out pairs %.4f (best before %.4f)",
              step,
              heldOut.size(),
              loss,
              best.loss()));
    }
    if (heldOut.isEmpty() || loss < best.loss()) {
      best = keep(loss);
    }
  }

  private Kept keep(double loss) {
    return new Kept(network.weights(), network.direction(), loss, step);
  }

  private double heldOutLoss() {
    if (heldOut.isEmpty()) {
      return Double.NaN;
    }
    double[] margins = margins(network, heldOut);
    double sum = 0;
    for (double margin : margins) {
      sum += loss(margin);
    }
    double loss = sum / margins.length;
    points.add(new Point(step, loss));
    return loss;
  }

  private static double loss(double margin) {
    return Math.log1p(Math.exp(-margin));
  }

  /** By how much the network and the offset prefer each winner, in logits. */
  private static double[] margins(PreferenceNetwork network, List<Duel> duels) {
    List<Sequence> sequences = new ArrayList<>();
    for (Duel duel : duels) {
      sequences.add(duel.winner());
      sequences.add(duel.loser());
    }
    List<float[]> vectors = network.vectors(sequences, done -> {});
    float[] direction = network.direction();
    double[] margins = new double[duels.size()];
    for (int i = 0; i < margins.length; i++) {
      double sum = duels.get(i).offset();
      for (int j = 0; j < direction.length; j++) {
        sum += direction[j] * ((double) vectors.get(2 * i)[j] - vectors.get(2 * i + 1)[j]);
      }
      margins[i] = sum;
    }
    return margins;
  }

  /**
   * Goes back to the best weights.
   *
   * @return whether they differ from the last ones
   */
  public boolean restoreBest() {
    if (best.step() == step) {
      return false;
    }
    network.set(best.weights());
    network.setDirection(best.direction());
    return true;
  }

  /** Losses of the held-out pairs in the order of the steps; the first is before training. */
  public List<Point> points() {
    return List.copyOf(points);
  }

  /** The step whose weights are kept. */
  public int bestStep() {
    return best.step();
  }

  @Override
  public void close() {
    optimiser.close();
  }
}
