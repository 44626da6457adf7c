package dev.arena.streamer.dlq;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * The dead letters that a replay was told to send.
 *
 * @param deadLetters all that there are
 * @param chosen by the filter
 * @param places by name; empty when the filter counts
 */
record Selection(
    DeadLetters deadLetters, DeadLetterFilter.Chosen chosen, List<PartitionOffset> places) {
  /**
   * Hands the dead letters over, up to the limit.
   *
   * @param step takes a dead letter, and says whether it counts for the limit
   * @param between run after each dead letter that was looked at
   * @throws dev.arena.schemas.failure.UserException when a place holds none
   */
  void forEach(Predicate<DeadLetter> step, Runnable between) throws InterruptedException {
    AtomicLong taken = new AtomicLong();
    if (places.isEmpty()) {
      deadLetters.forEach(
          deadLetter -> {
            if (chosen.takes(deadLetter) && step.test(deadLetter)) {
              taken.incrementAndGet();
            }
            between.run();
            return taken.get() < chosen.limit();
          });
      return;
    }
    for (PartitionOffset place : places) {
      if (taken.get() < chosen.limit() && step.test(deadLetters.at(place))) {
        taken.incrementAndGet();
      }
      between.run();
    }
  }
}
