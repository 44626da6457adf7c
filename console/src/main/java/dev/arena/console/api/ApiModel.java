package dev.arena.console.api;

import dev.arena.console.http.Problem;
import dev.arena.console.http.ProblemException;
import dev.arena.models.AnswerComparison;
import dev.arena.models.AnswerSet;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.Score;
import dev.arena.models.batch.BatchingPlan;
import dev.arena.models.batch.MicroBatcher;
import dev.arena.schemas.ConversationPair;
import dev.arena.streamer.health.DeviceHealth;
import dev.arena.streamer.scoring.ScoringBatcher;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;

/**
 * A model that answers concurrent requests in batches, and refuses requests while too many are
 * waiting. Safe for use by many threads.
 */
public final class ApiModel implements AutoCloseable {
  private final PreferenceScorer scorer;
  private final MicroBatcher<ConversationPair, Score> pairs;
  private final MicroBatcher<AnswerSet, AnswerComparison> answers;

  /**
   * @param scorer closed by the caller, after this
   * @param batching how requests form batches
   * @param queue maximum number of requests of a kind that wait for a batch
   * @param device receives the outcome of each batch
   * @param threads creates the threads that score
   */
  public ApiModel(
      PreferenceScorer scorer,
      BatchingPlan batching,
      int queue,
      DeviceHealth device,
      ThreadFactory threads) {
    this.scorer = scorer;
    this.pairs =
        new MicroBatcher<>(
            batch -> device.watched(() -> scorer.score(batch)),
            ScoringBatcher.options(batching, queue),
            threads,
            System::nanoTime);
    this.answers =
        new MicroBatcher<>(
            batch -> device.watched(() -> scorer.compare(batch)),
            ScoringBatcher.optionsOfAnswers(batching, queue),
            threads,
            System::nanoTime);
  }

  /** Scores a pair that has turns. */
  CompletableFuture<Score> score(ConversationPair pair) {
    return offered(pairs, pair);
  }

  /** Compares answers with each other. */
  CompletableFuture<AnswerComparison> compare(AnswerSet set) {
    requireComparing();
    return offered(answers, set);
  }

  /** Refuses a request that ranks answers, if the model cannot. */
  void requireComparing() {
    if (!scorer.readsAnswersAlone()) {
      throw new ProblemException(
          Problem.unprocessable(
              "The model %s is a cross-encoder, which reads two answers together, so ranking n answers would take n(n-1)/2 runs. Score pairs with POST /v1/score, or start the console with the bundle of a bi-encoder."
                  .formatted(model()),
              null));
    }
  }

  /** The {@code name@version} of the model. */
  String model() {
    return scorer.model();
  }

  /** The number of requests that wait for a batch. */
  public int queued() {
    return pairs.queued() + answers.queued();
  }

  /** Waits for running batches; fails the requests that are still waiting. */
  @Override
  public void close() {
    try {
      pairs.close();
    } finally {
      answers.close();
    }
  }

  private static <I, O> CompletableFuture<O> offered(MicroBatcher<I, O> batcher, I item) {
    return batcher.offer(item).orElseThrow(() -> new ProblemException(Problem.tooManyRequests()));
  }
}
