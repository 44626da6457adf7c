package dev.arena.streamer.score;

import dev.arena.models.PreferenceScorer;
import dev.arena.models.Score;
import dev.arena.models.UnscorablePairException;
import dev.arena.models.batch.BatchingPlan;
import dev.arena.models.batch.MicroBatcher;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.jsonl.PairLines;
import dev.arena.streamer.scoring.ScoringBatcher;
import java.io.PrintWriter;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Answers JSON lines in order, each as soon as its score is known. Lines that have arrived are
 * scored in batches, and no line waits for a later one. Use once, by one thread.
 */
final class LineScoring {
  private final PreferenceScorer scorer;
  private final PairLines lines;
  private final ThreadFactory threads;
  private final BlockingQueue<Step> steps;

  /**
   * @param threads creates the threads that read and score; should create daemons, because the
   *     reading thread may be blocked for as long as its input is open
   */
  LineScoring(PreferenceScorer scorer, PairLines lines, ThreadFactory threads) {
    this.scorer = scorer;
    this.lines = lines;
    this.threads = threads;
    this.steps = new ArrayBlockingQueue<>(scorer.batching().inFlight());
  }

  /**
   * The result of a run.
   *
   * @param answered number of lines with a score
   * @param refused number of lines without one
   */
  record Result(long answered, long refused) {}

  /** A step from the reader, in the order of the lines. */
  private sealed interface Step {
    record Submitted(long line, ConversationPair pair, Future<Score> score) implements Step {}

    record Refused(PairLines.Line.Bad line) implements Step {}

    record End(@Nullable RuntimeException failure) implements Step {}
  }

  /**
   * Answers every line until the input ends or the output is closed.
   *
   * @param out flushed after every answer
   * @throws dev.arena.schemas.failure.UserException if the input cannot be read
   * @throws dev.arena.schemas.failure.DeviceException if the device fails
   */
  Result run(Answers answers, PrintWriter out) throws InterruptedException {
    BatchingPlan batching = scorer.batching();
    try (MicroBatcher<ConversationPair, Score> batcher =
        new MicroBatcher<>(
            scorer::score,
            ScoringBatcher.options(batching, batching.inFlight()),
            threads,
            System::nanoTime)) {
      Thread reader = threads.newThread(() -> read(batcher));
      reader.start();
      try {
        return answer(answers, out);
      } finally {
        reader.interrupt();
      }
    }
  }

  private void read(MicroBatcher<ConversationPair, Score> batcher) {
    try {
      try {
        for (PairLines.Line line = lines.next(); line != null; line = lines.next()) {
          steps.put(step(batcher, line));
        }
        steps.put(new Step.End(null));
      } catch (RuntimeException failure) {
        steps.put(new Step.End(failure));
      }
    } catch (InterruptedException answersHaveEnded) {
      Thread.currentThread().interrupt();
    }
  }

  private static Step step(MicroBatcher<ConversationPair, Score> batcher, PairLines.Line line)
      throws InterruptedException {
    if (line instanceof PairLines.Line.Good good) {
      return new Step.Submitted(good.number(), good.pair(), batcher.submit(good.pair()));
    }
    return new Step.Refused((PairLines.Line.Bad) line);
  }

  private Result answer(Answers answers, PrintWriter out) throws InterruptedException {
    long answered = 0;
    long refused = 0;
    while (!out.checkError()) {
      Step step = steps.take();
      if (step instanceof Step.Submitted submitted) {
        if (answer(submitted, answers)) {
          answered++;
        } else {
          refused++;
        }
      } else if (step instanceof Step.Refused bad) {
        answers.refused(bad.line().number(), null, bad.line().fault());
        refused++;
      } else if (step instanceof Step.End end) {
        if (end.failure() != null) {
          throw end.failure();
        }
        break;
      }
    }
    return new Result(answered, refused);
  }

  /** Whether the pair could be scored. */
  private static boolean answer(Step.Submitted step, Answers answers) throws InterruptedException {
    try {
      answers.scored(step.pair(), step.score().get());
      return true;
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof UnscorablePairException unscorable) {
        answers.refused(step.line(), step.pair().getId(), String.valueOf(unscorable.getMessage()));
        return false;
      }
      throw failed.getCause() instanceof RuntimeException broken
          ? broken
          : new IllegalStateException("scoring failed", failed);
    }
  }
}
