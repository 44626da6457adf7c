package dev.arena.trainer.tune;

import dev.arena.models.command.ProgressBar;
import dev.arena.models.encode.Sequence;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.network.Duel;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.network.Weights;
import dev.arena.trainer.optimize.AdamW;
import dev.arena.trainer.optimize.LinearSchedule;
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
  /** Learning rate of the direction relative to the encoder's. */
  public static final double DIRECTION_RATE = 30;

  /** Shrinks weights by this share of the learning rate. */
  public static final double WEIGHT_DECAY = 0.01;

  /** Gradients are scaled so that their common norm is at most this. */
  public static final double LARGEST_NORM = 1;

  /** Share of the steps in which the learning rate rises. */
  public static final double WARM_UP = 0.1;

  /** How often an epoch is judged on held-out pairs. */
  public static final int EVALUATIONS_PER_EPOCH = 3;

  private static final double LOSS_MEMORY = 0.95;

  private final PreferenceNetwork network;
  private final List<Duel> pairs;
  private final List<Duel> heldOut;
  private final Settings settings;
  private final AdamW optimiser;
  private final LinearSchedule schedule;
  private final int stepsPerEpoch;
  private final List<Point> points = new ArrayList<>();
  private Kept best;
  private double recentLoss = Double.NaN;
  private int step;

  /**
   * The numbers that shape a fine-tuning.
   *
   * @param epochs most passes over the pairs
   * @param batch pairs per step
   * @param learningRate of the encoder, at its peak
   * @param seed of the order of the pairs
   */
  public record Settings(int epochs, int batch, double learningRate, int seed) {}

  /** The two-way loss of the held-out pairs after a number of steps. */
  public record Point(int step, double heldOutLoss) {}

  private record Kept(Weights weights, float[] direction, double loss, int step) {}

  /**
   * Starts at the weights that the network has.
   *
   * @param heldOut pairs that say which weights are best; may be empty
   * @param startLoss their two-way loss before any step
   */
  public FineTuning(
      PreferenceNetwork network,
      List<Duel> pairs,
      List<Duel> heldOut,
      double startLoss,
      Settings settings) {
    this.network = network;
    this.pairs = pairs;
    this.heldOut = heldOut;
    this.settings = settings;
    this.stepsPerEpoch = (pairs.size() + settings.batch() - 1) / settings.batch();
    int steps = stepsPerEpoch * settings.epochs();
    this.schedule = new LinearSchedule((int) Math.round(WARM_UP * steps), steps);
    this.optimiser =
        new AdamW(
            network.manager(),
            network.trainables(DIRECTION_RATE),
            new AdamW.Settings(settings.learningRate(), WEIGHT_DECAY, LARGEST_NORM));
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
    List<List<Duel>> batches = BatchOrder.of(pairs, settings.batch(), settings.seed() + epoch);
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
    PreferenceNetwork.seed(settings.seed() + step);
    double loss = network.learn(batch);
    if (!Double.isFinite(loss)) {
      throw new UserException(
          ("the loss of step %d is %s; expected a finite number. Train again with a lower"
                  + " --learning-rate than %s. No bundle was written.")
              .formatted(step, loss, settings.learningRate()));
    }
    optimiser.step(schedule.at(step));
    recentLoss =
        Double.isNaN(recentLoss) ? loss : LOSS_MEMORY * recentLoss + (1 - LOSS_MEMORY) * loss;
  }

  private boolean isEvaluated(int stepOfEpoch) {
    for (int i = 1; i <= EVALUATIONS_PER_EPOCH; i++) {
      if (stepOfEpoch == Math.max(1, stepsPerEpoch * i / EVALUATIONS_PER_EPOCH)) {
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
      sum += Math.log1p(Math.exp(-margin));
    }
    double loss = sum / margins.length;
    points.add(new Point(step, loss));
    return loss;
  }

  /** By how much the network and the offset prefer each winner, in logits. */
  static double[] margins(PreferenceNetwork network, List<Duel> duels) {
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
