package dev.arena.console.api;

import dev.arena.console.http.ApiServer;
import dev.arena.console.http.Problem;
import dev.arena.console.http.ProblemException;
import dev.arena.models.AnswerComparison;
import dev.arena.models.AnswerSet;
import dev.arena.models.Explanation;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.Score;
import dev.arena.models.SentenceEffect;
import dev.arena.models.batch.BatchObserver;
import dev.arena.models.batch.BatcherOptions;
import dev.arena.models.batch.BatchingPlan;
import dev.arena.models.batch.MicroBatcher;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.failure.DeviceException;
import dev.arena.streamer.health.DeviceHealth;
import dev.arena.streamer.scoring.ScoringBatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model that answers concurrent requests in batches, and refuses requests while too many are
 * waiting. A request that is not answered in time is dropped. Safe for use by many threads.
 */
public final class ApiModel implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiModel.class);

  /** Pairs, explained pairs, and sets of answers. */
  private static final int KINDS = 3;

  /** How many full batches of text may wait, of each kind: a few seconds' work. */
  private static final int QUEUED_BATCHES = 16;

  private static final ConversationPair PROBE =
      ConversationPair.newBuilder()
          .setId("probe")
          .setTurns(List.of(new Turn("Hello", "Hello!", "Hi!")))
          .build();

  private final PreferenceScorer scorer;
  private final DeviceHealth device;
  private final ThreadFactory threads;
  private final Executor answers;
  private final LastWait lastWait = new LastWait();

  /** All kinds of requests together run as many batches as the plan says. */
  private final Semaphore running;

  private final MicroBatcher<ConversationPair, Score> pairs;
  private final MicroBatcher<Explained, Reasons> explained;
  private final MicroBatcher<AnswerSet, AnswerComparison> sets;

  /**
   * @param scorer closed by the caller, after this
   * @param batching how requests form batches
   * @param queue maximum number of requests of a kind that wait for a batch
   * @param device receives the outcome of each batch
   * @param threads creates the threads that score
   * @param answers runs what follows an answer, such as the rendering of a page: the threads that
   *     score are needed for the next batch
   */
  public ApiModel(
      PreferenceScorer scorer,
      BatchingPlan batching,
      int queue,
      DeviceHealth device,
      ThreadFactory threads,
      Executor answers) {
    this.scorer = scorer;
    this.answers = answers;
    this.device = device;
    this.threads = threads;
    this.running = new Semaphore(batching.concurrency(), true);
    this.pairs = batcher(scorer::score, ScoringBatcher.options(batching, queue));
    this.explained = batcher(this::explain, optionsOfExplained(batching, queue));
    this.sets = batcher(scorer::compare, ScoringBatcher.optionsOfAnswers(batching, queue));
  }

  /** The greatest number of requests that wait or run. */
  public static int capacity(BatchingPlan batching, int queue) {
    return KINDS * (queue + batching.concurrency() * batching.pairs());
  }

  /** A pair whose score is to be explained, also by its sentences if {@code sentences} says so. */
  public record Explained(ConversationPair pair, boolean sentences) {
    /** Turns of a request. */
    public static Explained of(List<Turn> turns, boolean sentences) {
      return new Explained(
          ConversationPair.newBuilder().setId("request").setTurns(turns).build(), sentences);
    }
  }

  /**
   * Why a pair has its score.
   *
   * @param sentences empty unless they were asked for
   */
  public record Reasons(Explanation explanation, List<SentenceEffect> sentences) {
    public Reasons {
      sentences = List.copyOf(sentences);
    }
  }

  /** How long the item that was last taken from a queue had waited. Thread-safe. */
  private static final class LastWait implements BatchObserver {
    private volatile long nanos;

    @Override
    public void waited(long time) {
      nanos = time;
    }

    Duration time() {
      return Duration.ofNanos(nanos);
    }
  }

  /** Scores a pair that has turns. */
  CompletableFuture<Score> score(ConversationPair pair) {
    return offered(pairs, pair);
  }

  /**
   * Scores a pair that has turns, and explains the score.
   *
   * @throws ProblemException if too many requests are waiting
   */
  public CompletableFuture<Reasons> explain(Explained pair) {
    return offered(explained, pair);
  }

  /** Compares answers with each other. */
  CompletableFuture<AnswerComparison> compare(AnswerSet set) {
    if (!scorer.readsAnswersAlone()) {
      throw new ProblemException(
          Problem.unprocessable(
              "The model %s is a cross-encoder, which reads two answers together, so ranking n answers would take n(n-1)/2 runs. Score pairs with POST /v1/score, or start the console with the bundle of a bi-encoder."
                  .formatted(model()),
              null));
    }
    return offered(sets, set);
  }

  /**
   * Scores a small pair if the device is down, so that its health is known again: while the console
   * is not ready, a load balancer sends no requests.
   */
  public void probeIfDown() {
    if (!device.up() && pairs.queued() == 0) {
      pairs.offer(PROBE).ifPresent(score -> score.whenComplete(ApiModel::logRecovery));
    }
  }

  private static void logRecovery(@Nullable Score score, @Nullable Throwable failure) {
    if (score != null) {
      LOG.info("The device answers again");
    }
  }

  /** The {@code name@version} of the model. */
  public String model() {
    return scorer.model();
  }

  /** The number of requests that wait for a batch. */
  public int queued() {
    return pairs.queued() + explained.queued() + sets.queued();
  }

  /** Waits for running batches; fails the requests that are still waiting. */
  @Override
  public void close() {
    try (sets;
        explained) {
      pairs.close();
    }
  }

  private <I, O> MicroBatcher<I, O> batcher(
      Function<List<I>, List<O>> function, BatcherOptions<I> options) {
    return new MicroBatcher<>(
        batch -> run(function, batch),
        options.withQueuedWeight(QUEUED_BATCHES * options.maxWeight()).withObserver(lastWait),
        threads,
        System::nanoTime);
  }

  private <I, O> List<O> run(Function<List<I>, List<O>> function, List<I> batch)
      throws InterruptedException {
    running.acquire();
    try {
      return device.watched(() -> function.apply(batch));
    } catch (DeviceException broken) {
      LOG.warn("{}", broken.getMessage());
      throw broken;
    } finally {
      running.release();
    }
  }

  private List<Reasons> explain(List<Explained> batch) {
    List<Explanation> explanations = scorer.explain(batch.stream().map(Explained::pair).toList());
    List<Reasons> reasons = new ArrayList<>(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      Explained each = batch.get(i);
      reasons.add(
          new Reasons(
              explanations.get(i),
              each.sentences() ? scorer.sentenceEffects(each.pair()) : List.of()));
    }
    return reasons;
  }

  private <I, O> CompletableFuture<O> offered(MicroBatcher<I, O> batcher, I item) {
    return batcher
        .offer(item)
        .orElseGet(
            () ->
                CompletableFuture.failedFuture(
                    new ProblemException(Problem.tooManyRequests(lastWait.time()))))
        .orTimeout(ApiServer.ANSWER_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
        .whenCompleteAsync((answer, failure) -> {}, answers);
  }

  /** A pair with sentences takes a batch of its own, because it is scored up to 41 times. */
  private static BatcherOptions<Explained> optionsOfExplained(BatchingPlan batching, int queue) {
    BatcherOptions<ConversationPair> ofPairs = ScoringBatcher.options(batching, queue);
    return BatcherOptions.<Explained>limitedTo(ofPairs.maxItems(), ofPairs.capacity())
        .withConcurrency(ofPairs.concurrency())
        .withWeight(
            each ->
                each.sentences() ? ofPairs.maxWeight() : ofPairs.weigher().applyAsLong(each.pair()),
            ofPairs.maxWeight())
        .withBroken(ofPairs.broken());
  }
}
