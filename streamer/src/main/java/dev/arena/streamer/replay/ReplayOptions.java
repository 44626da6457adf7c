package dev.arena.streamer.replay;

import dev.arena.schemas.csv.BadRows;
import java.time.Duration;
import java.util.List;

/**
 * What is replayed, and how.
 *
 * @param files CSV files, {@code -} for standard input; read in this order
 * @param badRows what is done with a row that cannot be understood
 * @param limit the most rows that are sent, {@link Long#MAX_VALUE} for all
 * @param rate rows per second, sent in time whether answers come or not; {@link
 *     Double#POSITIVE_INFINITY} for as fast as possible
 * @param answers whether answers are awaited
 * @param timeout how long no answer may come while some are awaited
 */
public record ReplayOptions(
    List<String> files,
    BadRows badRows,
    long limit,
    double rate,
    Answers answers,
    Duration timeout) {

  /** Whether a replay ends with the last row sent, or with the last row accounted for. */
  public enum Answers {
    /** Rows are sent, nothing is read. */
    IGNORED,
    /** Preferences and dead letters are read until each row has its own. */
    AWAITED
  }

  /** The timeout where nobody sets one. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

  public ReplayOptions {
    files = List.copyOf(files);
    if (files.isEmpty()) {
      throw new IllegalArgumentException("no file to replay");
    }
    if (limit < 1) {
      throw new IllegalArgumentException("limit is " + limit + "; expected at least 1");
    }
    if (!(rate > 0)) {
      throw new IllegalArgumentException("rate is " + rate + "; expected more than 0");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout is " + timeout + "; expected more than 0");
    }
  }

  /** All rows of these files, as fast as possible, every one awaited; a bad row stops it. */
  public static ReplayOptions awaiting(List<String> files) {
    return new ReplayOptions(
        files,
        BadRows.STOP,
        Long.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Answers.AWAITED,
        DEFAULT_TIMEOUT);
  }

  /** These options with another limit. */
  public ReplayOptions withLimit(long limit) {
    return new ReplayOptions(files, badRows, limit, rate, answers, timeout);
  }

  boolean awaitsAnswers() {
    return answers == Answers.AWAITED;
  }
}
