package dev.arena.schemas.csv;

import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.InputFile;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reader of the conversation pairs in one file of any format, row by row and in constant memory.
 * It can be iterated once and must be closed. Not thread-safe.
 */
public final class PairReader implements Iterable<CsvPair>, AutoCloseable {
  private static final int MOST_KEPT = 5;
  private static final Logger log = LoggerFactory.getLogger(PairReader.class);

  private final String file;
  private final String format;
  private final BadRows policy;
  private final Rows rows;
  private final List<BadRowException> firstSkipped = new ArrayList<>();
  private long skipped;
  private long read;
  private boolean begun;
  private @Nullable CsvPair next;

  /** The rows of a file in one format. */
  public interface Rows extends Closeable {
    /**
     * Reads the next row; null at the end.
     *
     * @param number the row's number, counted from 1
     * @throws BadRowException when this row cannot be parsed, but later rows can
     */
    @Nullable CsvPair next(long number) throws IOException;

    /** Whether the file has votes. */
    boolean hasVotes();
  }

  /** A factory that creates the rows of a file. */
  @FunctionalInterface
  public interface Opener {
    /** The rows; closing them closes the file's stream. */
    Rows open() throws IOException;
  }

  private PairReader(InputFile input, String format, BadRows policy, Rows rows) {
    this.file = input.name();
    this.format = format;
    this.policy = policy;
    this.rows = rows;
  }

  /**
   * Reads a file; its stream is closed with the reader (and when this method throws).
   *
   * @param format the file's format in messages, such as {@code CSV}
   */
  public static PairReader of(InputFile input, String format, BadRows policy, Opener rows) {
    try {
      return new PairReader(input, format, policy, rows.open());
    } catch (IOException e) {
      InputFile.closeAfter(e, input.in());
      throw InputFile.unreadable(input.name(), format, e);
    } catch (RuntimeException e) {
      InputFile.closeAfter(e, input.in());
      throw e;
    }
  }

  /**
   * Reads up to the first good row, which the iteration then returns first; closes this reader when
   * that fails.
   *
   * @param expected what the file should contain, for the message
   * @throws UserException when the file has no row
   */
  public PairReader requireRow(String expected) {
    try {
      if (peek() == null && skipped == 0) {
        throw new UserException(file + " is empty; expected " + expected + ".");
      }
      return this;
    } catch (RuntimeException e) {
      InputFile.closeAfter(e, rows);
      throw e;
    }
  }

  /** Whether the file has votes: either every row has an outcome, or none has. */
  public boolean hasVotes() {
    return rows.hasVotes();
  }

  /** The number of bad rows skipped so far; always 0 with {@link BadRows#STOP}. */
  public long skipped() {
    return skipped;
  }

  /** The first skipped bad rows, at most five, in the file's order. */
  public List<BadRowException> firstSkipped() {
    return List.copyOf(firstSkipped);
  }

  /**
   * The rows, in the file's order. The iterator throws {@link BadRowException} for a bad row when
   * the policy is {@link BadRows#STOP}, and {@link UserException} when the file is damaged.
   *
   * @throws IllegalStateException when called a second time: a stream can be read only once
   */
  @Override
  public Iterator<CsvPair> iterator() {
    if (begun) {
      throw new IllegalStateException(file + " is already being read; open it again instead");
    }
    begun = true;
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return peek() != null;
      }

      @Override
      public CsvPair next() {
        CsvPair row = peek();
        if (row == null) {
          throw new NoSuchElementException(file + " has no more rows");
        }
        next = null;
        return row;
      }
    };
  }

  /** The next good row, which is not consumed; null at the end. */
  private @Nullable CsvPair peek() {
    while (next == null) {
      try {
        next = rows.next(++read);
        if (next == null) {
          return null;
        }
      } catch (BadRowException bad) {
        skip(bad);
      } catch (IOException e) {
        throw InputFile.unreadable(file, format, e);
      }
    }
    return next;
  }

  private void skip(BadRowException bad) {
    if (policy == BadRows.STOP) {
      throw bad;
    }
    skipped++;
    if (firstSkipped.size() < MOST_KEPT) {
      firstSkipped.add(bad);
    }
    if (policy == BadRows.SKIP) {
      log.warn("Skipped {}:{}: {}", bad.file(), bad.line(), bad.fault());
    }
  }

  @Override
  public void close() {
    try {
      rows.close();
    } catch (IOException e) {
      throw InputFile.unreadable(file, format, e);
    }
  }
}
