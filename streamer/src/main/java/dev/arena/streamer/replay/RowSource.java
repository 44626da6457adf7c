package dev.arena.streamer.replay;

import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.PairCsvReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The rows of several files, one after the other, up to a limit. For use by one thread. */
final class RowSource implements Iterator<CsvPair>, AutoCloseable {
  private final Iterator<String> files;
  private final BadRows badRows;
  private final long limit;
  private @Nullable PairCsvReader reader;
  private @Nullable Iterator<CsvPair> rows;
  private long taken;
  private long skippedBefore;

  RowSource(List<String> files, BadRows badRows, long limit) {
    this.files = files.iterator();
    this.badRows = badRows;
    this.limit = limit;
  }

  /**
   * How many rows there are, or 0 when only sending will tell. Reads the files once to the end, so
   * that a bad row is found before anything is sent; standard input and pipes cannot be read twice,
   * and with {@link BadRows#SKIP} nothing but the headers can be wrong.
   */
  static long check(ReplayOptions options) {
    boolean countable = options.badRows() == BadRows.STOP;
    long count = 0;
    for (String file : options.files()) {
      if (!isRereadable(file)) {
        countable = false;
      } else if (countable) {
        count = Math.min(options.limit(), count + countOne(file, options.limit() - count));
      } else {
        PairCsvReader.open(file, options.badRows()).close();
      }
    }
    return countable ? count : 0;
  }

  private static boolean isRereadable(String file) {
    if (file.equals(PairCsvReader.STANDARD_INPUT)) {
      return false;
    }
    Path path = Path.of(file);
    return !Files.exists(path) || Files.isDirectory(path) || Files.isRegularFile(path);
  }

  private static long countOne(String file, long atMost) {
    try (RowSource rows = new RowSource(List.of(file), BadRows.STOP, Math.max(atMost, 0))) {
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
    if (taken >= limit) {
      return false;
    }
    while (rows == null || !rows.hasNext()) {
      if (!files.hasNext()) {
        return false;
      }
      closeReader();
      PairCsvReader next = PairCsvReader.open(files.next(), badRows);
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
    return rows.next();
  }

  /** Bad rows left out so far. */
  long skipped() {
    return skippedBefore + (reader == null ? 0 : reader.skipped());
  }

  private void closeReader() {
    if (reader != null) {
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
