package dev.arena.votes.evaluation;

import dev.arena.schemas.LiveEvaluation;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * The figures that follow from the records of the topic of evaluations: of all votes, of the last
 * days, and of the last 24 hours. Immutable and safe for use by many threads.
 */
public final class EvaluationRecords {
  /** The most days for which there are windows. */
  public static final int MAX_DAYS = 400;

  private static final int HOURS = 24;

  private final List<LiveEvaluation> totals;
  private final Map<EvaluationKey, LiveEvaluation> windows = new HashMap<>();

  private EvaluationRecords(List<LiveEvaluation> records) {
    totals = records.stream().filter(each -> each.getSize() == EvaluationKey.TOTAL).toList();
    for (LiveEvaluation each : records) {
      if (each.getSize() != EvaluationKey.TOTAL) {
        windows.put(key(each).window(each.getSize(), each.getStart().toEpochMilli()), each);
      }
    }
  }

  /** Takes records, in the order in which the figures of totals are wanted. */
  public static EvaluationRecords of(List<LiveEvaluation> records) {
    return new EvaluationRecords(records);
  }

  /** The figures of all votes, for each scorer, slice and kind. */
  public List<EvaluationFigures> all() {
    return totals.stream().map(EvaluationFigures::ofTotal).toList();
  }

  /**
   * The figures of the votes of some days in UTC, for each scorer, slice and kind.
   *
   * @param days up to {@value #MAX_DAYS}, the last of which is that of {@code now}
   */
  public List<EvaluationFigures> lastDays(int days, Instant now) {
    return totals.stream()
        .map(total -> last(total, EvaluationKey.DAY, days, now.toEpochMilli()))
        .toList();
  }

  /** The figures of the votes in the last 24 windows of an hour, of which {@code now} is in one. */
  public EvaluationFigures lastHours(LiveEvaluation total, Instant now) {
    return last(total, EvaluationKey.HOUR, HOURS, now.toEpochMilli());
  }

  private EvaluationFigures last(LiveEvaluation total, long size, int count, long now) {
    EvaluationSums sums = new EvaluationSums();
    LongStream.range(0, count)
        .mapToObj(i -> windows.get(key(total).window(size, now - i * size)))
        .filter(window -> window != null)
        .forEach(window -> sums.add(EvaluationSums.of(window)));
    return new EvaluationFigures(total, sums, false);
  }

  /**
   * The sums of each of the last {@value #MAX_DAYS} days that has votes, by its beginning.
   *
   * @param now a time in the last of these days
   */
  public SortedMap<Instant, EvaluationSums> days(LiveEvaluation total, Instant now) {
    SortedMap<Instant, EvaluationSums> days = new TreeMap<>();
    for (int i = 0; i < MAX_DAYS; i++) {
      LiveEvaluation day =
          windows.get(
              key(total).window(EvaluationKey.DAY, now.toEpochMilli() - i * EvaluationKey.DAY));
      if (day != null && day.getN() > 0) {
        days.put(day.getStart(), EvaluationSums.of(day));
      }
    }
    return days;
  }

  private static EvaluationKey key(LiveEvaluation record) {
    return new EvaluationKey(
        record.getTopic(),
        record.getModel(),
        record.getSlice(),
        record.getKind(),
        EvaluationKey.TOTAL,
        0);
  }
}
