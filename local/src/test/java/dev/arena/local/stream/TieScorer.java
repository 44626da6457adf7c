package dev.arena.local.stream;

import dev.arena.models.Probabilities;
import dev.arena.models.Score;
import dev.arena.schemas.ConversationPair;
import dev.arena.streamer.BatchScorer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Calls every pair a tie, in its own time. Safe for use by many threads. */
final class TieScorer implements BatchScorer {
  private final Duration timePerPair;

  TieScorer(Duration timePerPair) {
    this.timePerPair = timePerPair;
  }

  @Override
  public List<Score> score(List<ConversationPair> pairs) {
    long end = System.nanoTime() + timePerPair.toNanos() * pairs.size();
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return Collections.nCopies(pairs.size(), new Score(new Probabilities(0, 0, 1), 1, false));
  }

  @Override
  public String model() {
    return "stand-in@1";
  }

  @Override
  public String device() {
    return "none";
  }

  @Override
  public void close() {}
}
