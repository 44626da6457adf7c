package dev.arena.schemas.csv;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of the bad rows of one file, by the policy: thrown, or counted and the first ones
 * kept. Not thread-safe.
 */
public final class SkippedRows {
  private static final int MOST_KEPT = 5;
  private static final Logger log = LoggerFactory.getLogger(SkippedRows.class);

  private final BadRows policy;
  private long count;
  private final List<BadRowException> first = new ArrayList<>();

  /** No row yet. */
  public SkippedRows(BadRows policy) {
    this.policy = policy;
  }

  /**
   * Takes a bad row.
   *
   * @throws BadRowException the same one, when the policy is {@link BadRows#STOP}
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

  /** How many were skipped. */
  public long count() {
    return count;
  }

  /** The first of them, at most five. */
  public List<BadRowException> first() {
    return List.copyOf(first);
  }
}
