package dev.arena.trainer.tune;

import dev.arena.cli.ProgressBar;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.network.TieFreePair;
import dev.arena.trainer.network.Weights;
import dev.arena.trainer.optimize.AdamW;
import dev.arena.trainer.optimize.LinearSchedule;
import dev.arena.trainer.optimize.MovingAverage;
import dev.arena.trainer.optimize.Trainable;
import dev.arena.trainer.recipe.Optimisation;
import dev.arena.trainer.recipe.Optimisation.Optimiser;
import dev.arena.trainer.recipe.Optimisation.Schedule;
import dev.arena.trainer.recipe.Recipe;
import dev.arena.trainer.recipe.Selection.Keep;
import dev.arena.trainer.safetensors.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Trains the encoder and the scoring vector to predict which answer of a pair won, and keeps the
 * weights that did best on held-out pairs, or the last ones.
 *
 * <p>Without held-out pairs, the last weights are kept. If the recipe averages weights, the
 * averages are evaluated and kept. Not thread-safe.
 */
public final class FineTuning implements AutoCloseable {
  private static final double LOSS_MEMORY = 0.95;

  /** The file in which Linux reports the memory pages of a process, native memory included. */
  private static final Path PAGES = Path.of("/proc/self/statm");

  private static final int PAGE_BYTES = 4096;
  private static final int MEGA = 1 << 20;

  private final PreferenceNetwork network;
  private final List<TieFreePair> pairs;
  private final List<TieFreePair> heldOut;
  private final Recipe recipe;
  private final Journal journal;
  private final AdamW optimiser;
  private final MovingAverage average;
  private final LinearSchedule schedule;
  private final StepPlan plan;
  private final List<Checkpoint.Point> points = new ArrayList<>();
  private @Nullable Kept best;
  private double recentLoss = Double.NaN;
  private int step;
  private int evaluated;

  private record Kept(Weights weights, float[] scoringVector, double loss, int step) {}

  /**
   * Either {@link #begin} or {@link #resume} must be called next.
   *
   * @param network the network to train
   * @param pairs at least one
   * @param heldOut pairs that select the best weights; may be empty
   * @param journal receives every step
   */
  public FineTuning(
      PreferenceNetwork network,
      List<TieFreePair> pairs,
      List<TieFreePair> heldOut,
      Recipe recipe,
      Journal journal) {
    this.network = network;
    this.pairs = pairs;
    this.heldOut = heldOut;
    this.recipe = recipe;
    this.journal = journal;
    Optimisation optimisation = recipe.optimisation();
    this.plan = StepPlan.of(recipe, pairs.size(), heldOut.size());
    this.schedule =
        new LinearSchedule(
            (int) Math.round(optimisation.warmUp() * plan.steps()),
            plan.steps(),
            optimisation.schedule() == Schedule.LINEAR);
    List<Trainable> trainables = network.trainables(optimisation.scoringVectorRate());
    this.optimiser =
        new AdamW(
            network.manager(),
            trainables,
            new AdamW.Settings(
                optimisation.learningRate(),
                optimisation.weightDecay(),
                optimisation.clip(),
                optimisation.optimiser() == Optimiser.ADAMW));
    this.average =
        new MovingAverage(
            network.manager(),
            isAveraged() ? trainables : List.of(),
            recipe.regularisation().average());
  }

  /**
   * Starts with the network's current encoder and a scoring vector that is fitted to it, or is zero
   * if the recipe says so. These weights may turn out to be the best.
   */
  public void begin() {
    Optimisation.Probe probe = recipe.optimisation().probe();
    if (probe.pairs() == 0) {
      network.setScoringVector(new float[network.sizes().hidden()]);
    } else {
      List<TieFreePair> first = pairs.subList(0, Math.min(probe.pairs(), pairs.size()));
      journal.probed(first.size(), Differences.probe(network, first, probe.ridge()));
    }
    average.restart();
    double startLoss = Differences.meanLoss(network, heldOut);
    best = keep(startLoss);
    if (!heldOut.isEmpty()) {
      points.add(new Checkpoint.Point(0, startLoss));
    }
    journal.atCheckpoint(this);
  }

  /**
   * Continues an earlier run with the same pairs and settings.
   *
   * @param checkpoint its state
   * @param bestWeights supplies the checkpoint of its best step, if that is another step
   */
  public void resume(Checkpoint checkpoint, Supplier<Checkpoint> bestWeights) {
    Checkpoint.State state = checkpoint.state();
    if (state.steps() != schedule.steps()) {
      throw new UserException(
          "the checkpoint %s belongs to a training run of %d steps; expected a run of %d. Start over (--start-over)."
              .formatted(checkpoint.directory(), state.steps(), schedule.steps()));
    }
    Checkpoint kept = state.bestStep() == state.step() ? checkpoint : bestWeights.get();
    kept.restore(network);
    restoreAverage(kept);
    step = state.bestStep();
    best = withAverage(() -> keep(state.bestLoss()));
    checkpoint.restore(network);
    checkpoint.restore(optimiser);
    restoreAverage(checkpoint);
    step = state.step();
    evaluated = state.evaluated();
    recentLoss = state.recentLoss();
    points.clear();
    points.addAll(state.points());
  }

  /**
   * Runs the remaining epochs.
   *
   * @param say receives lines for the terminal
   * @param between receives the number of each epoch but the last, while the network has the
   *     weights that would be kept
   */
  public void finish(Consumer<String> say, IntConsumer between) {
    int epochs = recipe.optimisation().epochs();
    for (int epoch = plan.epochAfter(step); epoch <= epochs; epoch++) {
      if (!epoch(epoch)) {
        say.accept("the held-out loss no longer improves, so training stops");
        return;
      }
      if (epoch < epochs) {
        int ended = epoch;
        withAverage(
            () -> {
              between.accept(ended);
              return ended;
            });
      }
    }
  }

  /**
   * Runs the remaining steps of an epoch.
   *
   * @param epoch counted from 1
   * @return whether another epoch may follow, because the held-out loss improved recently enough.
   *     This is decided at the end of an epoch, because until then the learning rate is still high
   */
  boolean epoch(int epoch) {
    List<List<TieFreePair>> batches =
        StepPlan.batches(pairs, recipe.optimisation().pairsPerStep(), recipe.seed() + epoch);
    int begun = plan.before(epoch);
    long done = batches.stream().limit(step - begun).mapToLong(List::size).sum();
    try (ProgressBar progress = ProgressBar.onStderr("epoch " + epoch, "pairs", pairs.size())) {
      progress.startAt(done);
      evaluateIfDue(progress);
      while (step < begun + plan.perEpoch()) {
        List<TieFreePair> batch = batches.get(step - begun);
        Journal.Step figures = learn(epoch, batch);
        done += batch.size();
        progress.update(done, figures.sentence());
        journal.stepped(this, figures);
        evaluateIfDue(progress);
      }
    } catch (CancellationException e) {
      journal.stopped(this);
      throw e;
    }
    journal.atCheckpoint(this);
    int patience = recipe.selection().patience();
    return patience == 0 || evaluationsWithoutGain() < patience;
  }

  private int evaluationsWithoutGain() {
    int least = 0;
    for (int i = 1; i < points.size(); i++) {
      least = points.get(i).heldOutLoss() < points.get(least).heldOutLoss() ? i : least;
    }
    return Math.max(0, points.size() - 1 - least);
  }

  private Journal.Step learn(int epoch, List<TieFreePair> batch) {
    int next = step + 1;
    PreferenceNetwork.seed(recipe.seed() + next);
    double loss = network.learn(batch);
    requireFinite("loss", next, loss);
    double norm = optimiser.step(schedule.at(next));
    requireFinite("gradient norm", next, norm);
    average.add();
    step = next;
    recentLoss =
        Double.isNaN(recentLoss) ? loss : LOSS_MEMORY * recentLoss + (1 - LOSS_MEMORY) * loss;
    return new Journal.Step(
        epoch,
        step,
        schedule.steps(),
        batch.size(),
        loss,
        recentLoss,
        schedule.at(step) * recipe.optimisation().learningRate(),
        norm,
        memoryMegabytes());
  }

  private static long memoryMegabytes() {
    try {
      String[] pages = Files.readString(PAGES, StandardCharsets.US_ASCII).split(" ", -1);
      return Long.parseLong(pages[1]) * PAGE_BYTES / MEGA;
    } catch (IOException | NumberFormatException notLinux) {
      return Runtime.getRuntime().totalMemory() / MEGA;
    }
  }

  private void requireFinite(String what, int at, double found) {
    if (!Double.isFinite(found)) {
      throw new UserException(
          ("the %s at step %d is %s; expected a finite number. Train again with a lower"
                  + " --learning-rate than %s. No bundle was written; the checkpoints so far, up to"
                  + " step %d, are kept.")
              .formatted(what, at, found, recipe.optimisation().learningRate(), step));
    }
  }

  private void evaluateIfDue(ProgressBar progress) {
    if (step > evaluated && plan.isEvaluated(step)) {
      evaluate(progress);
    }
  }

  private void evaluate(ProgressBar progress) {
    double loss = withAverage(() -> Differences.meanLoss(network, heldOut));
    if (!heldOut.isEmpty()) {
      points.add(new Checkpoint.Point(step, loss));
      progress.note(
          String.format(
              Locale.ROOT,
              "  step %d: loss on %d held-out pairs %.4f (previous best %.4f)",
              step,
              heldOut.size(),
              loss,
              kept().loss()));
    }
    evaluated = step;
    boolean last = recipe.selection().keep() == Keep.LAST;
    boolean isKept = last || heldOut.isEmpty() || loss < kept().loss();
    if (isKept) {
      best = withAverage(() -> keep(loss));
    }
    journal.evaluated(this, new Checkpoint.Point(step, loss), isKept);
  }

  /**
   * Calls a function while the network has the weights that would be kept: the average, if there is
   * one.
   */
  public <T> T withAverage(Supplier<T> look) {
    average.swap();
    try {
      return look.get();
    } finally {
      average.swap();
    }
  }

  private boolean isAveraged() {
    return recipe.regularisation().average() > 0;
  }

  private void restoreAverage(Checkpoint checkpoint) {
    if (isAveraged()) {
      checkpoint.restore(average);
    }
  }

  private Kept kept() {
    if (best == null) {
      throw new IllegalStateException("neither begun nor resumed");
    }
    return best;
  }

  private Kept keep(double loss) {
    return new Kept(network.weights(), network.scoringVector(), loss, step);
  }

  /**
   * Gives the network the weights that are kept, the best or the last; no step may follow.
   *
   * @return whether they are from a step before the last one
   */
  public boolean restoreBest() {
    Kept kept = kept();
    if (kept.step() != step || isAveraged()) {
      network.set(kept.weights());
      network.setScoringVector(kept.scoringVector());
    }
    return kept.step() != step;
  }

  /** Losses on the held-out pairs, in the order of the steps; the first is from before training. */
  public List<Checkpoint.Point> points() {
    return List.copyOf(points);
  }

  /** The step whose weights are kept. */
  public int bestStep() {
    return kept().step();
  }

  /** The progress: with the weights and the moments, all that is needed to resume. */
  Checkpoint.State state() {
    return new Checkpoint.State(
        step, schedule.steps(), evaluated, recentLoss, kept().step(), kept().loss(), points);
  }

  /**
   * Everything that a later run needs to resume from here. It must be written before the next step.
   */
  Checkpoint.Snapshot snapshot() {
    Map<String, Tensor> model = new LinkedHashMap<>(network.tensors());
    model.putAll(average.tensors());
    return new Checkpoint.Snapshot(state(), model, optimiser.tensors());
  }

  @Override
  public void close() {
    average.close();
    optimiser.close();
  }
}
