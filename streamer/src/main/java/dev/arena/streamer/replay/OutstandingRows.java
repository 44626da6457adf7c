package dev.arena.streamer.replay;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tracks one run's rows, from the oldest row without a result to the newest one sent.
 *
 * <p>Answers may arrive in any order, and more than once; the listener receives each row once, in
 * order. Memory is bounded: a row may be sent only while {@link #hasRoom()} is true. If an earlier
 * attempt has sent rows, their answers may arrive before this attempt has read the rows; such
 * answers are kept. For use by one thread.
 */
final class OutstandingRows {
  /**
   * Limit on the number of characters in rows without a result; a character takes at most two
   * bytes.
   */
  private static final long MOST_CHARACTERS = 32L << 20;

  private static final class Entry {
    private final ReplayRow row;
    private @Nullable RowResult result;

    private Entry(ReplayRow row, @Nullable RowResult result) {
      this.row = row;
      this.result = result;
    }
  }

  private final int capacity;
  private final long sentBefore;
  private final ReplayListener listener;
  private final Map<Long, Entry> entries = new HashMap<>();
  private final Map<Long, RowResult> early = new HashMap<>();
  private long characters;
  private long oldest = 1;
  private long next = 1;
  private long answered;
  private long deadLetters;
  private long missing;
  private long duplicates;

  /**
   * @param sentBefore how many rows earlier attempts have sent; their answers may arrive early
   */
  OutstandingRows(int capacity, long sentBefore, ReplayListener listener) {
    this.capacity = capacity;
    this.sentBefore = sentBefore;
    this.listener = listener;
  }

  /** Whether one more row may be sent. */
  boolean hasRoom() {
    return next - oldest < capacity && characters < MOST_CHARACTERS;
  }

  /** A row is being sent; rows come in the order of their numbers, starting at 1. */
  void sent(ReplayRow row) {
    if (row.number() != next || !hasRoom()) {
      throw new IllegalStateException(
          "row " + row.number() + " was sent when row " + next + " was due, oldest " + oldest);
    }
    RowResult result = early.remove(next);
    entries.put(next, new Entry(row, result));
    characters += row.characters();
    next++;
    if (result != null) {
      count(result);
      release();
    }
  }

  /** Records the result of a row; a second result for the same row is counted as a duplicate. */
  void record(long number, RowResult result) {
    if (number < 1 || number >= Math.max(next, sentBefore + 1)) {
      return;
    }
    if (number >= next) {
      if (early.putIfAbsent(number, result) != null) {
        duplicates++;
      }
      return;
    }
    Entry entry = entries.get(number);
    if (entry == null || entry.result != null) {
      duplicates++;
      return;
    }
    entry.result = result;
    count(result);
    release();
  }

  /** Marks every row without a result as missing, for this reason. */
  void giveUp(String reason) {
    for (long number = oldest; number < next; number++) {
      Entry entry = entries.get(number);
      if (entry != null && entry.result == null) {
        entry.result = new RowResult.Missing(reason);
        missing++;
      }
    }
    release();
  }

  /** The counts so far. */
  ReplayProgress progress() {
    return new ReplayProgress(next - 1, answered, deadLetters, missing, duplicates);
  }

  private void count(RowResult result) {
    if (result instanceof RowResult.Answered) {
      answered++;
    } else if (result instanceof RowResult.DeadLettered) {
      deadLetters++;
    } else {
      missing++;
    }
  }

  private void release() {
    while (oldest < next) {
      Entry entry = entries.get(oldest);
      if (entry == null || entry.result == null) {
        return;
      }
      entries.remove(oldest);
      characters -= entry.row.characters();
      oldest++;
      listener.accounted(entry.row, entry.result);
    }
  }
}
