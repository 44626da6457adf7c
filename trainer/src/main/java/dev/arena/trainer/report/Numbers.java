package dev.arena.trainer.report;

import dev.arena.statistics.Interval;
import java.util.Locale;

/** Formats numbers for the page. */
final class Numbers {
  private static final char MINUS = '\u2212';

  private Numbers() {}

  static String loss(double value) {
    return format("%.4f", value);
  }

  static String loss(Interval interval) {
    return format("%.3f to %.3f", interval.low(), interval.high());
  }

  /** The number with its sign; the minus is U+2212. */
  static String signed(double value) {
    return format("%+.4f", value).replace('-', MINUS);
  }

  static String signed(Interval interval) {
    return format("%+.3f to %+.3f", interval.low(), interval.high()).replace('-', MINUS);
  }

  static String share(double share) {
    return format("%.1f%%", 100 * share);
  }

  static String share(Interval interval) {
    return format("%.0f%% to %.0f%%", 100 * interval.low(), 100 * interval.high());
  }

  static String probability(double value) {
    return format("%.2f", value);
  }

  static String error(double value) {
    return format("%.3f", value);
  }

  static String count(long value) {
    return format("%,d", value);
  }

  static String megabytes(long bytes) {
    return format("%.1f MB", bytes / 1e6);
  }

  /** A short form for any magnitude. */
  static String small(double value) {
    return value == 0 ? "0" : format("%.1e", value).replace('-', MINUS);
  }

  static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
