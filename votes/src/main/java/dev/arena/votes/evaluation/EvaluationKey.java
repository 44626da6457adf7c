package dev.arena.votes.evaluation;

import dev.arena.votes.battle.JsonArrays;
import java.time.Duration;
import java.util.List;

/**
 * The key of sums in the topic of evaluations.
 *
 * @param topic the scorer's topic; empty for the votes of another kind
 * @param model the scorer's bundle, or that kind
 * @param size length of the window in milliseconds; 0 for the total
 * @param start beginning of the window, in milliseconds since 1970; 0 for the total
 */
record EvaluationKey(String topic, String model, String slice, String kind, long size, long start) {
  static final long TOTAL = 0;
  static final long HOUR = Duration.ofHours(1).toMillis();
  static final long DAY = Duration.ofDays(1).toMillis();

  /** The key of the window of a size that a vote belongs to. */
  EvaluationKey window(long length, long votedAt) {
    return new EvaluationKey(
        topic,
        model,
        slice,
        kind,
        length,
        length == TOTAL ? 0 : Math.floorDiv(votedAt, length) * length);
  }

  /** The key of all votes on a scorer. */
  static EvaluationKey total(Scorer scorer, String slice, String kind) {
    return new EvaluationKey(scorer.topic(), scorer.model(), slice, kind, TOTAL, 0);
  }

  /**
   * The key with this text.
   *
   * @throws IllegalArgumentException if it is not that of sums
   */
  static EvaluationKey parse(String text) {
    List<String> parts = JsonArrays.texts(text);
    return new EvaluationKey(
        parts.get(0),
        parts.get(1),
        parts.get(2),
        parts.get(3),
        Long.parseLong(parts.get(4)),
        Long.parseLong(parts.get(5)));
  }

  boolean isTotal() {
    return size == TOTAL;
  }

  /** Whether it is the total of a scorer over all pairs, to which the tests belong. */
  boolean isTested() {
    return isTotal() && slice.equals(Slices.ALL) && !topic.isEmpty();
  }

  /** A compact JSON array; the topic has its UTF-8 bytes as key. */
  String text() {
    return JsonArrays.text(List.of(topic, model, slice, kind, size, start));
  }
}
