package dev.arena.schemas.csv;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles the bad rows of one file by the policy: throws them, or counts them and keeps the first.
 * Not thread-safe.
 */
public final class SkippedRows {
  private static final int MOST_KEPT = 5;
  private static final Logger log = LoggerFactory.getLogger(SkippedRows.class);

  private final BadRows policy;
  private long count;
  private final List<BadRowException> first = new ArrayList<>();

  /** Starts without any row. */
  public SkippedRows(BadRows policy) {
    this.policy = policy;
  }

  /**
   * Takes a bad row.
   *
   * @throws BadRowException the given exception, when the policy is {@link BadRows#STOP}
   */
  public void add(BadRowException bad) {
    if (policy == BadRows.STOP) {
      throw bad;
    }
    count++;
    if (first.size() < MOST_KEPT) {
      first.add(bad);
    }
    if (policy == BadRows.SKIP) {
      log.warn("Skipped {}:{}: {}", bad.file(), bad.line(), bad.fault());
    }
  }

  /** The number of skipped rows. */
  public long count() {
    return count;
  }

  /** The first skipped rows, at most five. */
  public List<BadRowException> first() {
    return List.copyOf(first);
  }
}
