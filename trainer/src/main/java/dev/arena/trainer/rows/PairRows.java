package dev.arena.trainer.rows;

import dev.arena.models.bundle.Sha256;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.PairCsvReader;
import dev.arena.schemas.csv.PairReader;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.format.PairFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of a CSV or JSONL file that a model can score, and the hash of the file's bytes. The
 * rows are read once and in constant memory.
 *
 * <p>A row without turns is a bad row here. The file format allows it, and {@code replay} sends it,
 * but no model can score it. Not thread-safe.
 */
public final class PairRows implements Iterable<CsvPair>, AutoCloseable {
  private static final int MOST_KEPT = 5;
  private static final Logger LOG = LoggerFactory.getLogger(PairRows.class);

  private final PairReader reader;
  private final MessageDigest digest;
  private final BadRows policy;
  private long withoutTurns;
  private final List<BadRow> firstWithoutTurns = new ArrayList<>();
  private @Nullable String sha256;

  private PairRows(PairReader reader, MessageDigest digest, BadRows policy) {
    this.reader = reader;
    this.digest = digest;
    this.policy = policy;
  }

  /**
   * Opens a file; {@code -} is standard input.
   *
   * @param columns which of the file's columns map to Arena's
   * @throws UserException if it cannot be read or does not begin with a header
   */
  public static PairRows open(String file, BadRows policy, ColumnNames columns) {
    MessageDigest digest = Sha256.digest();
    return new PairRows(
        PairFormat.ofName(file)
            .open(file, policy, columns, in -> new DigestInputStream(in, digest)),
        digest,
        policy);
  }

  /** The file's name in messages; "standard input" for {@code -}. */
  public static String name(String file) {
    return file.equals(PairCsvReader.STANDARD_INPUT) ? "standard input" : file;
  }

  /** Whether a file can be read more than once, as a pipe cannot. */
  public static boolean canBeReadTwice(String file) {
    Path path = Path.of(file);
    boolean pipe = Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
    return !file.equals(PairCsvReader.STANDARD_INPUT) && !pipe;
  }

  /** Whether the file has columns for votes; if so, every row has an outcome. */
  public boolean hasVotes() {
    return reader.hasVotes();
  }

  /** How many bad rows have been skipped so far. */
  public long skipped() {
    return reader.skipped() + withoutTurns;
  }

  /**
   * A row that was skipped.
   *
   * @param line on which it begins, counted from 1
   * @param fault what was found and expected
   */
  public record BadRow(long line, String fault) {}

  /** The first bad rows that were skipped, at most five, in the file's order. */
  public List<BadRow> firstSkipped() {
    return Stream.concat(
            reader.firstSkipped().stream().map(bad -> new BadRow(bad.line(), bad.fault())),
            firstWithoutTurns.stream())
        .sorted(Comparator.comparingLong(BadRow::line))
        .limit(MOST_KEPT)
        .toList();
  }

  /** The hash of the bytes read so far: after the last row, those of the whole file. */
  public String sha256() {
    if (sha256 == null) {
      sha256 = HexFormat.of().formatHex(digest.digest());
    }
    return sha256;
  }

  @Override
  public Iterator<CsvPair> iterator() {
    return new Rows(reader.iterator());
  }

  private final class Rows implements Iterator<CsvPair> {
    private final Iterator<CsvPair> all;
    private @Nullable CsvPair next;

    Rows(Iterator<CsvPair> all) {
      this.all = all;
    }

    @Override
    public boolean hasNext() {
      while (next == null && all.hasNext()) {
        CsvPair row = all.next();
        if (row.pair().getTurns().isEmpty()) {
          skip(row);
        } else {
          next = row;
        }
      }
      return next != null;
    }

    @Override
    public CsvPair next() {
      CsvPair row = hasNext() ? next : null;
      if (row == null) {
        throw new NoSuchElementException("there are no more rows");
      }
      next = null;
      return row;
    }
  }

  private void skip(CsvPair row) {
    String fault = "the pair has no turns; expected at least one";
    if (policy == BadRows.STOP) {
      throw new UserException(
          "%s:%d: %s. Fix the row, or pass --skip-bad-rows to skip and count it."
              .formatted(row.file(), row.line(), fault));
    }
    withoutTurns++;
    if (firstWithoutTurns.size() < MOST_KEPT) {
      firstWithoutTurns.add(new BadRow(row.line(), fault));
    }
    if (policy == BadRows.SKIP) {
      LOG.warn("Skipped {}:{}: {}", row.file(), row.line(), fault);
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
