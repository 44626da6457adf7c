package dev.arena.streamer.dlq;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * The dead letters that a replay was told to send.
 *
 * @param letters all that there are
 * @param chosen by the filter
 * @param places by name; empty when the filter counts
 */
record Selection(Letters letters, LetterFilter.Chosen chosen, List<Place> places) {
  /**
   * Hands the letters over, up to the limit.
   *
   * @param step takes a letter, and says whether it counts for the limit
   * @param between run after each letter that was looked at
   * @throws dev.arena.schemas.failure.UserException when a place holds none
   */
  void forEach(Predicate<DeadLetter> step, Runnable between) throws InterruptedException {
    AtomicLong taken = new AtomicLong();
    if (places.isEmpty()) {
      letters.forEach(
          letter -> {
            if (chosen.takes(letter) && step.test(letter)) {
              taken.incrementAndGet();
            }
            between.run();
            return taken.get() < chosen.limit();
          });
      return;
    }
    for (Place place : places) {
      if (taken.get() < chosen.limit() && step.test(letters.at(place))) {
        taken.incrementAndGet();
      }
      between.run();
    }
  }
}
