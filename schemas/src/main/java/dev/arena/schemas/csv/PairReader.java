package dev.arena.schemas.csv;

import java.util.Iterator;
import java.util.List;

/**
 * The conversation pairs of one file, read row by row in constant memory, whatever its format. It
 * can be iterated once, and must be closed. Not thread-safe.
 */
public interface PairReader extends Iterable<CsvPair>, AutoCloseable {
  /** Whether the file has votes: then every row has an outcome, otherwise none has. */
  boolean hasVotes();

  /** How many bad rows were skipped so far; always 0 with {@link BadRows#STOP}. */
  long skipped();

  /** The first skipped bad rows, at most five, in the file's order. */
  List<BadRowException> firstSkipped();

  /**
   * The rows, in the file's order. While it runs, it throws {@link BadRowException} for a bad row
   * when the policy is {@link BadRows#STOP}, and {@link dev.arena.schemas.failure.UserException}
   * when the file breaks.
   *
   * @throws IllegalStateException when called a second time: a stream is read once
   */
  @Override
  Iterator<CsvPair> iterator();

  @Override
  void close();
}
