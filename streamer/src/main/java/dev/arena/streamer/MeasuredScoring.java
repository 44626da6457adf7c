package dev.arena.streamer;

import dev.arena.models.Score;
import dev.arena.schemas.ConversationPair;
import dev.arena.streamer.batching.AsyncFunction;
import dev.arena.streamer.operations.ScorerMetrics;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Scoring that counts and times its answers.
 *
 * @param scoring does the work
 * @param nanoClock such as {@code System::nanoTime}
 */
record MeasuredScoring(
    AsyncFunction<ConversationPair, Score> scoring, ScorerMetrics metrics, LongSupplier nanoClock)
    implements AsyncFunction<ConversationPair, Score> {
  @Override
  public CompletableFuture<Score> submit(ConversationPair pair) throws InterruptedException {
    long start = nanoClock.getAsLong();
    return scoring
        .submit(pair)
        .whenComplete(
            (score, failure) -> {
              if (score != null) {
                metrics.scored(score, Duration.ofNanos(nanoClock.getAsLong() - start));
              }
            });
  }
}
