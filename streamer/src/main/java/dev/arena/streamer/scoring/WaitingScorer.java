package dev.arena.streamer.scoring;

import dev.arena.models.Score;
import dev.arena.schemas.ConversationPair;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * A stand-in for tokeniser and model. It gives every pair the same answer after a wait that takes
 * no processor time. Safe for use by many threads; each waits on its own.
 *
 * @param perBatch how long each batch waits
 * @param perPair how much longer it waits for each of its pairs
 * @param nanoClock such as {@code System::nanoTime}
 */
public record WaitingScorer(
    Duration perBatch, Duration perPair, Score answer, LongSupplier nanoClock)
    implements BatchScorer {
  @Override
  public List<Score> score(List<ConversationPair> pairs) {
    long end = nanoClock.getAsLong() + perBatch.toNanos() + pairs.size() * perPair.toNanos();
    for (long left = end - nanoClock.getAsLong(); left > 0; left = end - nanoClock.getAsLong()) {
      LockSupport.parkNanos(left);
    }
    return Collections.nCopies(pairs.size(), answer);
  }

  @Override
  public String model() {
    return answer.model();
  }

  @Override
  public String device() {
    return "none";
  }

  @Override
  public void close() {}
}
