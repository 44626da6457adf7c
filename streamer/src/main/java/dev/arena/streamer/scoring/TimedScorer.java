package dev.arena.streamer.scoring;

import dev.arena.models.Score;
import dev.arena.models.batch.MicroBatcher;
import dev.arena.schemas.ConversationPair;
import dev.arena.streamer.batching.AsyncFunction;
import dev.arena.streamer.operations.ScorerMetrics;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Scores pairs, and counts and times the answers.
 *
 * @param batcher does the scoring
 * @param nanoClock such as {@code System::nanoTime}
 */
public record TimedScorer(
    MicroBatcher<ConversationPair, Score> batcher, ScorerMetrics metrics, LongSupplier nanoClock)
    implements AsyncFunction<ConversationPair, Score> {
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
}
