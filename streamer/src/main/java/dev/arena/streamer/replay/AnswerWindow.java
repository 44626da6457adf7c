package dev.arena.streamer.replay;

import org.jspecify.annotations.Nullable;

/**
 * The account of one run's rows, from the oldest that is not accounted for to the newest sent.
 *
 * <p>Answers come in any order and more than once; the listener hears of each row once, in order.
 * Memory is bounded by the capacity: a row may be sent only while {@link #hasRoom()}. For use by
 * one thread.
 */
final class AnswerWindow {
  private static final class Entry {
    private final ReplayRow row;
    private @Nullable RowFate fate;

    private Entry(ReplayRow row) {
      this.row = row;
    }
  }

  private final @Nullable Entry[] ring;
  private final ReplayListener listener;
  private long oldest = 1;
  private long next = 1;
  private long answered;
  private long deadLetters;
  private long missing;
  private long duplicates;

  AnswerWindow(int capacity, ReplayListener listener) {
    this.ring = new Entry[capacity];
    this.listener = listener;
  }

  /** Whether one more row may be sent. */
  boolean hasRoom() {
    return next - oldest < ring.length;
  }

  /** A row is on its way; rows come in the order of their numbers, from 1. */
  void sent(ReplayRow row) {
    if (row.number() != next || !hasRoom()) {
      throw new IllegalStateException(
          "row " + row.number() + " was sent when row " + next + " was due, oldest " + oldest);
    }
    ring[slot(next)] = new Entry(row);
    next++;
  }

  /** Something became of a row; a second fate of the same row is counted as a duplicate. */
  void record(long number, RowFate fate) {
    if (number < 1 || number >= next) {
      return;
    }
    Entry entry = number < oldest ? null : ring[slot(number)];
    if (entry == null || entry.fate != null) {
      duplicates++;
      return;
    }
    entry.fate = fate;
    count(fate);
    release();
  }

  /** Every row that is not accounted for is missing, for this reason. */
  void giveUp(String reason) {
    for (long number = oldest; number < next; number++) {
      Entry entry = ring[slot(number)];
      if (entry != null && entry.fate == null) {
        entry.fate = new RowFate.Missing(reason);
        missing++;
      }
    }
    release();
  }

  /** The counts so far. */
  ReplayProgress progress() {
    return new ReplayProgress(next - 1, answered, deadLetters, missing, duplicates);
  }

  private void count(RowFate fate) {
    if (fate instanceof RowFate.Answered) {
      answered++;
    } else if (fate instanceof RowFate.DeadLettered) {
      deadLetters++;
    } else {
      missing++;
    }
  }

  private void release() {
    while (oldest < next) {
      Entry entry = ring[slot(oldest)];
      if (entry == null || entry.fate == null) {
        return;
      }
      ring[slot(oldest)] = null;
      oldest++;
      listener.accounted(entry.row, entry.fate);
    }
  }

  private int slot(long number) {
    return (int) (number % ring.length);
  }
}
