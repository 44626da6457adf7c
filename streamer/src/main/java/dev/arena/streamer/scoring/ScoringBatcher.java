package dev.arena.streamer.scoring;

import dev.arena.cli.config.Configuration;
import dev.arena.models.AnswerSet;
import dev.arena.models.Score;
import dev.arena.models.batch.BatcherOptions;
import dev.arena.models.batch.BatchingPlan;
import dev.arena.models.batch.MicroBatcher;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.failure.DeviceException;
import dev.arena.streamer.batching.AsyncFunction;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.streamer.health.DeviceHealth;
import dev.arena.streamer.operations.ScorerMetrics;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Creates the batchers of scorers: sets their batch sizes, and the listeners of each batch. */
public final class ScoringBatcher {
  /** Maximum characters in one batch; a longer pair gets its own batch. Bounds memory. */
  private static final long MAX_BATCH_CHARACTERS = 4_000_000;

  /**
   * The number of tasks that may have a pair in flight beyond the window. A queue with room for all
   * of them never blocks a stream thread, so the thread's timeout detects a hanging device.
   */
  private static final int MOST_TASKS = 10_000;

  private ScoringBatcher() {}

  /** A scorer's batching plan, with the configured number of pairs if there is one. */
  public static BatchingPlan batching(Configuration configuration, BatchingPlan ofScorer) {
    return ofScorer.withPairs(
        configuration.find(StreamerKeys.BATCH_PAIRS).orElse(ofScorer.pairs()));
  }

  /**
   * Creates the batcher; the caller closes it before the scorer.
   *
   * @param device receives the outcome of each batch
   * @param threads creates {@link BatchingPlan#concurrency} threads
   */
  public static MicroBatcher<ConversationPair, Score> open(
      BatchingPlan batching,
      BatchScorer scorer,
      DeviceHealth device,
      ScorerMetrics metrics,
      ThreadFactory threads) {
    BatcherOptions<ConversationPair> options =
        options(batching, batching.inFlight() + MOST_TASKS).withObserver(metrics);
    MicroBatcher.BatchFunction<ConversationPair, Score> counted =
        pairs -> {
          List<Score> scores = device.watched(() -> scorer.score(pairs));
          metrics.batch(scores);
          return scores;
        };
    return new MicroBatcher<>(counted, options, threads, System::nanoTime);
  }

  /**
   * The scoring of a stream's pairs: passes them to the batcher, and counts and times its answers.
   *
   * @param nanoClock such as {@code System::nanoTime}
   */
  public static AsyncFunction<ConversationPair, Score> timed(
      MicroBatcher<ConversationPair, Score> batcher,
      ScorerMetrics metrics,
      LongSupplier nanoClock) {
    return new AsyncFunction<>() {
      @Override
      public CompletableFuture<Score> submit(ConversationPair pair) throws InterruptedException {
        long start = nanoClock.getAsLong();
        return batcher
            .submit(pair)
            .whenComplete(
                (score, failure) -> {
                  if (score != null) {
                    metrics.scored(score, nanoClock.getAsLong() - start);
                  } else if (failure != null) {
                    metrics.unanswered(failure);
                  }
                });
      }

      @Override
      public void flush() {
        batcher.flush();
      }
    };
  }

  /**
   * The options of a batcher of pairs: batches are bounded in pairs and characters, and only a
   * failing device makes a whole batch fail.
   *
   * @param capacity maximum number of waiting pairs
   */
  public static BatcherOptions<ConversationPair> options(BatchingPlan batching, int capacity) {
    return options(batching, capacity, pair -> 1 + characters(pair));
  }

  /**
   * The options of a batcher of sets of answers: a batch has no more answers than a full batch of
   * pairs has, and no more characters.
   *
   * @param capacity maximum number of waiting sets
   */
  public static BatcherOptions<AnswerSet> optionsOfAnswers(BatchingPlan batching, int capacity) {
    long leastOfAnswer = MAX_BATCH_CHARACTERS / (2L * batching.pairs());
    return options(
        batching,
        capacity,
        set ->
            set.prompt().length()
                + set.answers().stream()
                    .mapToLong(answer -> leastOfAnswer + answer.length())
                    .sum());
  }

  private static <T> BatcherOptions<T> options(
      BatchingPlan batching, int capacity, ToLongFunction<T> weigher) {
    return BatcherOptions.<T>limitedTo(batching.pairs(), capacity)
        .withConcurrency(batching.concurrency())
        .withWeight(weigher, MAX_BATCH_CHARACTERS)
        .withBroken(DeviceException.class::isInstance);
  }

  /** The number of characters in a pair's texts. */
  public static long characters(ConversationPair pair) {
    long sum = 0;
    for (Turn turn : pair.getTurns()) {
      sum += length(turn.getPrompt()) + length(turn.getResponseA()) + length(turn.getResponseB());
    }
    return sum;
  }

  private static long length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }
}
