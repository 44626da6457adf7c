package dev.arena.trainer.tune;

import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the log of a run, and its checkpoints: at the start, every few minutes, when the held-out
 * loss improves, at the end of each epoch, and when training is stopped. Not thread-safe.
 */
final class RunJournal implements Journal {
  private static final double NANOS = 1e9;

  private final TrainingLog log;
  private final Checkpoints checkpoints;
  private final Duration every;
  private final LongSupplier nanoClock;
  private final long started;
  private long sinceStep;
  private long sinceCheckpoint;
  private int stepsHere;
  private Checkpoint.@Nullable State written;

  RunJournal(TrainingLog log, Checkpoints checkpoints, Duration every, LongSupplier nanoClock) {
    this.log = log;
    this.checkpoints = checkpoints;
    this.every = every;
    this.nanoClock = nanoClock;
    this.started = nanoClock.getAsLong();
    this.sinceStep = started;
    this.sinceCheckpoint = started;
  }

  @Override
  public void probed(int pairs, double loss) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("pairs", pairs);
    line.put("loss", loss);
    line.put("seconds", (nanoClock.getAsLong() - started) / NANOS);
    append("probe", line);
  }

  @Override
  public void stepped(FineTuning tuning, Journal.Step figures) {
    long now = nanoClock.getAsLong();
    stepsHere++;
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("epoch", figures.epoch());
    line.put("step", figures.step());
    line.put("steps", figures.steps());
    line.put("loss", figures.loss());
    line.put("smoothed_loss", figures.recentLoss());
    line.put("learning_rate", figures.learningRate());
    line.put("gradient_norm", figures.gradientNorm());
    line.put("pairs_per_second", figures.pairs() * NANOS / Math.max(1, now - sinceStep));
    line.put(
        "seconds_left", (now - started) / NANOS / stepsHere * (figures.steps() - figures.step()));
    line.put("memory_mb", figures.memoryMegabytes());
    append("step", line);
    sinceStep = now;
    if (now - sinceCheckpoint >= every.toNanos()) {
      write(tuning);
    }
  }

  @Override
  public void evaluated(FineTuning tuning, Checkpoint.Point point, boolean best) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", point.step());
    line.put("held_out_loss", point.heldOutLoss());
    line.put("best", best);
    append("evaluation", line);
    if (best) {
      write(tuning);
    }
    sinceStep = nanoClock.getAsLong();
  }

  @Override
  public void atCheckpoint(FineTuning tuning) {
    write(tuning);
  }

  @Override
  public void stopped(FineTuning tuning) {
    write(tuning);
    append("stop", Map.of("step", tuning.state().step()));
  }

  private void write(FineTuning tuning) {
    Checkpoint.State state = tuning.state();
    if (state.equals(written)) {
      return;
    }
    long begun = nanoClock.getAsLong();
    checkpoints.write(tuning.snapshot(), log.bytes());
    written = state;
    sinceCheckpoint = nanoClock.getAsLong();
    sinceStep = sinceCheckpoint;
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", state.step());
    line.put("best", state.bestStep() == state.step());
    line.put("seconds", (sinceCheckpoint - begun) / NANOS);
    append("checkpoint", line);
  }

  private void append(String event, Map<String, Object> line) {
    try {
      log.append(event, line);
    } catch (UserException e) {
      throw new UserException(e.getMessage() + "\n  " + checkpoints.kept(), e);
    }
  }
}
