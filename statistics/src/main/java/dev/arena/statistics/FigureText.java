package dev.arena.statistics;

import java.util.Locale;

/** Writes figures for people, on pages and in tables, whatever the locale is. */
public final class FigureText {
  /** Stands for a figure that does not exist, such as a mean of nothing. */
  public static final String NONE = "-";

  private FigureText() {}

  /** A count, such as {@code 1,204}. */
  public static String count(long count) {
    return format("%,d", count);
  }

  /** A count with its noun, such as {@code 1 vote} or {@code 1,204 votes}. */
  public static String count(long count, String noun) {
    return count(count) + " " + noun + (count == 1 ? "" : "s");
  }

  /** A number with some digits after the point. */
  public static String decimals(double value, int digits) {
    return Double.isFinite(value) ? format("%." + digits + "f", value) : NONE;
  }

  /** The same with a sign. */
  public static String signed(double value, int digits) {
    return Double.isFinite(value) ? format("%+." + digits + "f", value) : NONE;
  }

  /** A share as a percentage with one digit after the point. */
  public static String percent(double share) {
    return Double.isFinite(share) ? format("%.1f %%", 100 * share) : NONE;
  }

  /** Both ends of an interval in brackets. */
  public static String interval(Interval interval, int digits) {
    return Double.isFinite(interval.low()) && Double.isFinite(interval.high())
        ? "[" + decimals(interval.low(), digits) + ", " + decimals(interval.high(), digits) + "]"
        : "[unknown]";
  }

  /** The same of shares, as percentages. */
  public static String percents(Interval interval) {
    return interval(new Interval(100 * interval.low(), 100 * interval.high()), 1);
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
