package dev.arena.schemas.csv;

import java.util.Iterator;
import java.util.List;

/**
 * Reads the conversation pairs of one file of any format, row by row in constant memory. It can be
 * iterated once, and must be closed. Not thread-safe.
 */
public interface PairReader extends Iterable<CsvPair>, AutoCloseable {
  /** Whether the file has votes: either every row has an outcome, or none has. */
  boolean hasVotes();

  /** The number of bad rows skipped so far; always 0 with {@link BadRows#STOP}. */
  long skipped();

  /** The first skipped bad rows, at most five, in the file's order. */
  List<BadRowException> firstSkipped();

  /**
   * The rows, in the file's order. The iterator throws {@link BadRowException} for a bad row when
   * the policy is {@link BadRows#STOP}, and {@link dev.arena.schemas.failure.UserException} when
   * the file is damaged.
   *
   * @throws IllegalStateException when called a second time: a stream is read once
   */
  @Override
  Iterator<CsvPair> iterator();

  @Override
  void close();
}
