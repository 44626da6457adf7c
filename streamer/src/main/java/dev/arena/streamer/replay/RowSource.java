package dev.arena.streamer.replay;

import dev.arena.schemas.csv.BadRowException;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.PairReader;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.FileIdentity;
import dev.arena.schemas.file.InputFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the rows of several files in turn, up to a limit. For use by one thread. */
final class RowSource implements Iterator<CsvPair>, AutoCloseable {
  private static final int MOST_EXAMPLES = 5;

  private final ReplayInput input;
  private final Iterator<String> files;
  private final List<BadRowException> firstSkipped = new ArrayList<>();
  private @Nullable PairReader reader;
  private @Nullable Iterator<CsvPair> rows;
  private long taken;
  private long skippedBefore;

  RowSource(ReplayInput input) {
    this.input = input;
    this.files = input.files().iterator();
  }

  /**
   * Counts the rows if possible. Reads the files to the end once, so that a bad row is found before
   * anything is sent. Standard input and pipes are not checked, because they cannot be read twice;
   * with {@link BadRows#SKIP}, only the headers are checked.
   */
  static CheckedRows check(ReplayInput input) {
    List<FileIdentity> files =
        input.files().stream().map(FileIdentity::of).filter(Objects::nonNull).toList();
    return new CheckedRows(count(input), files);
  }

  /**
   * The result of the first reading.
   *
   * @param count number of rows; 0 if unknown
   * @param files those that can be read again, as they were before the first reading
   */
  record CheckedRows(long count, List<FileIdentity> files) {
    /**
     * Requires that the files have not changed since they were checked.
     *
     * @param found the counts of the rows; a replay that gave up has not read all of them
     */
    void requireSame(ReplayProgress found) {
      files.forEach(FileIdentity::requireUnchanged);
      long read = found.sent();
      if (count > 0 && found.missing() == 0 && read != count) {
        throw new UserException(
            "the files had %,d rows when they were checked, and %,d when they were sent; expected the same files. What was sent stays sent; find out what writes to the files."
                .formatted(count, read));
      }
    }
  }

  private static long count(ReplayInput input) {
    boolean countable = input.badRows() == BadRows.STOP;
    long count = 0;
    for (String file : input.files()) {
      if (!isRereadable(file)) {
        countable = false;
      } else if (countable) {
        count = Math.min(input.limit(), count + countOne(input, file, input.limit() - count));
      } else {
        input.open(file, BadRows.SKIP_SILENTLY).close();
      }
    }
    return countable ? count : 0;
  }

  private static boolean isRereadable(String file) {
    if (file.equals(InputFile.STANDARD_INPUT)) {
      return false;
    }
    Path path = Path.of(file);
    return !Files.exists(path) || Files.isDirectory(path) || Files.isRegularFile(path);
  }

  private static long countOne(ReplayInput input, String file, long atMost) {
    if (atMost <= 0) {
      input.open(file, BadRows.SKIP_SILENTLY).close();
      return 0;
    }
    ReplayInput one =
        new ReplayInput(
            List.of(file), input.format(), BadRows.STOP, input.columns(), atMost, input.votedAt());
    try (RowSource rows = new RowSource(one)) {
      long count = 0;
      while (rows.hasNext()) {
        rows.next();
        count++;
      }
      return count;
    }
  }

  @Override
  public boolean hasNext() {
    if (taken >= input.limit()) {
      return false;
    }
    while (rows == null || !rows.hasNext()) {
      if (!files.hasNext()) {
        return false;
      }
      closeReader();
      PairReader next = input.open(files.next(), input.badRows());
      reader = next;
      rows = next.iterator();
    }
    return true;
  }

  @Override
  public CsvPair next() {
    if (!hasNext() || rows == null) {
      throw new NoSuchElementException("no more rows");
    }
    taken++;
    CsvPair row = rows.next();
    if (input.votedAt() != null) {
      VoteRecords.require(row, input.votedAt());
    }
    return row;
  }

  /** Whether there may be more rows beyond the limit. */
  boolean limited() {
    return taken >= input.limit();
  }

  /** Number of bad rows skipped so far. */
  long skipped() {
    return skippedBefore + (reader == null ? 0 : reader.skipped());
  }

  /** The first skipped rows, at most five. */
  List<BadRowException> firstSkipped() {
    return Stream.concat(
            firstSkipped.stream(), reader == null ? Stream.empty() : reader.firstSkipped().stream())
        .limit(MOST_EXAMPLES)
        .toList();
  }

  private void closeReader() {
    if (reader != null) {
      firstSkipped.addAll(reader.firstSkipped());
      skippedBefore += reader.skipped();
      reader.close();
      reader = null;
    }
  }

  @Override
  public void close() {
    closeReader();
  }
}
