package dev.arena.schemas.csv;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.arena.schemas.failure.FileTrouble;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The conversation pairs of one CSV file, read row by row in constant memory.
 *
 * <pre>{@code
 * try (PairCsvReader pairs = PairCsvReader.open(Path.of("votes.csv"), BadRows.STOP)) {
 *   for (CsvPair row : pairs) {
 *     System.out.println(row.pair().getId() + " " + row.outcome());
 *   }
 * }
 * }</pre>
 *
 * <p>The header must hold {@code id, prompt, response_a, response_b}; {@code model_a, model_b} and
 * the three {@code winner_} columns of {@link Outcome} are read where they are. Text is UTF-8;
 * lines end with LF, CRLF or CR; empty lines are passed over; a cell may hold 16,777,216
 * characters. A file that is no such CSV at all is a {@link UserException}, whatever the policy for
 * bad rows.
 *
 * <p>It can be iterated once, and must be closed. Not thread-safe.
 */
public final class PairCsvReader implements Iterable<CsvPair>, AutoCloseable {
  /** The name that means standard input, on the command line. */
  public static final String STANDARD_INPUT = "-";

  private static final int MOST_KEPT = 5;
  private static final Logger log = LoggerFactory.getLogger(PairCsvReader.class);

  private final String file;
  private final BadRows policy;
  private final CsvReader<CsvRecord> csv;
  private final CloseableIterator<CsvRecord> records;
  private final CsvHeader header;
  private boolean iterated;
  private long rows;
  private long skipped;
  private final List<BadRowException> firstSkipped = new ArrayList<>();

  private PairCsvReader(CsvText text, String file, BadRows policy) {
    this.file = file;
    this.policy = policy;
    this.csv =
        CsvReader.builder()
            .commentStrategy(CommentStrategy.NONE)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .ofCsvRecord(text);
    this.records = csv.iterator();
    CsvRecord first = nextRecord();
    if (first == null) {
      throw new UserException(
          file
              + " is empty; expected a header line with id, prompt, response_a, response_b"
              + " and one row per pair.");
    }
    this.header = CsvHeader.of(first.getFields(), file);
  }

  /**
   * Opens a file.
   *
   * @throws UserException when the file is missing, unreadable, or does not begin with the header
   */
  public static PairCsvReader open(Path file, BadRows policy) {
    return open(file, policy, UnaryOperator.identity());
  }

  /**
   * As {@link #open(String, BadRows)}; the bytes pass through a stream of the caller's, for
   * instance one that hashes them. Once the rows are at their end, all bytes have passed.
   *
   * @param through gets the file's stream and gives the one to read
   */
  public static PairCsvReader open(
      String file, BadRows policy, UnaryOperator<InputStream> through) {
    return file.equals(STANDARD_INPUT)
        ? read(through.apply(System.in), "standard input", policy)
        : open(Path.of(file), policy, through);
  }

  private static PairCsvReader open(Path file, BadRows policy, UnaryOperator<InputStream> through) {
    if (Files.isDirectory(file)) {
      throw new UserException(file + " is a directory; expected a CSV file. Name the file in it.");
    }
    try {
      return read(through.apply(Files.newInputStream(file)), file.toString(), policy);
    } catch (NoSuchFileException e) {
      throw new UserException(
          file
              + " does not exist; expected a CSV file. Check the name (the current directory is "
              + Path.of("").toAbsolutePath()
              + ").",
          e);
    } catch (IOException e) {
      throw unreadable(file.toString(), e);
    }
  }

  /** As {@link #open(Path, BadRows)}; {@code -} is standard input. */
  public static PairCsvReader open(String file, BadRows policy) {
    return open(file, policy, UnaryOperator.identity());
  }

  /**
   * Reads a stream, which is closed with the reader (and when this method throws).
   *
   * @param name what messages call the stream
   */
  public static PairCsvReader read(InputStream in, String name, BadRows policy) {
    try {
      return new PairCsvReader(CsvText.of(in, name), name, policy);
    } catch (IOException e) {
      closeAfter(e, in);
      throw unreadable(name, e);
    } catch (RuntimeException e) {
      closeAfter(e, in);
      throw e;
    }
  }

  private static void closeAfter(Exception failure, InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Whether the file has the columns for votes: then every row has an outcome. */
  public boolean hasVotes() {
    return header.hasVotes();
  }

  /** How many bad rows were left out so far; always 0 with {@link BadRows#STOP}. */
  public long skipped() {
    return skipped;
  }

  /** The first bad rows that were left out, at most five, in the file's order. */
  public List<BadRowException> firstSkipped() {
    return List.copyOf(firstSkipped);
  }

  /**
   * The rows, in the file's order. While it runs, it throws {@link BadRowException} for a bad row
   * when the policy is {@link BadRows#STOP}, and {@link UserException} when the file breaks.
   *
   * @throws IllegalStateException when called a second time: a stream is read once
   */
  @Override
  public Iterator<CsvPair> iterator() {
    if (iterated) {
      throw new IllegalStateException(file + " is already being read; open it again instead");
    }
    iterated = true;
    return new Rows();
  }

  private final class Rows implements Iterator<CsvPair> {
    private @Nullable CsvPair next;

    @Override
    public boolean hasNext() {
      if (next == null) {
        next = nextPair();
      }
      return next != null;
    }

    @Override
    public CsvPair next() {
      if (next == null) {
        next = nextPair();
      }
      CsvPair pair = next;
      if (pair == null) {
        throw new NoSuchElementException(file + " has no more rows");
      }
      next = null;
      return pair;
    }
  }

  private @Nullable CsvPair nextPair() {
    for (CsvRecord record = nextRecord(); record != null; record = nextRecord()) {
      rows++;
      try {
        return new PairRow(header, record, file).pair(rows);
      } catch (BadRowException bad) {
        if (policy == BadRows.STOP) {
          throw bad;
        }
        skipped++;
        if (firstSkipped.size() < MOST_KEPT) {
          firstSkipped.add(bad);
        }
        if (policy == BadRows.SKIP) {
          log.warn("Left out {}:{}: {}", bad.file(), bad.line(), bad.fault());
        }
      }
    }
    return null;
  }

  private @Nullable CsvRecord nextRecord() {
    try {
      return records.hasNext() ? records.next() : null;
    } catch (CsvParseException e) {
      throw broken(e);
    } catch (UncheckedIOException e) {
      throw unreadable(file, e);
    }
  }

  /** What is wrong with the file; the parser wraps what {@link CsvText} found. */
  private UserException broken(CsvParseException e) {
    if (e.getCause() instanceof UserException found) {
      return found;
    }
    String place = e.getCause() == null ? "" : ": " + e.getCause().getMessage();
    return new UserException(
        file
            + " is no valid CSV: "
            + e.getMessage()
            + place
            + ". Expected cells that hold commas, quotes or line ends to stand in quotes, with each"
            + " quote inside doubled; mend that place.",
        e);
  }

  private static UserException unreadable(String file, Exception e) {
    return new UserException(
        file + " cannot be read (" + FileTrouble.inWords(e) + "); expected a readable CSV file.",
        e);
  }

  @Override
  public void close() {
    try {
      csv.close();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }
}
