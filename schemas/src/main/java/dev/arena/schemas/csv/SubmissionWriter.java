package dev.arena.schemas.csv;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.arena.schemas.failure.UserException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Kaggle submission file: {@code id,winner_model_a,winner_model_b,winner_tie}, one line per pair.
 *
 * <p>The file appears at {@link #close()}, complete or not at all: lines are written beside it and
 * moved when {@link #complete()} was called before. Closed without that (because something was
 * thrown), it leaves a file that was there before untouched.
 *
 * <pre>{@code
 * try (SubmissionWriter out = SubmissionWriter.open(Path.of("submission.csv"))) {
 *   out.write("136060", 0.31, 0.52, 0.17);
 *   out.complete();
 * }
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class SubmissionWriter implements AutoCloseable {
  /** The name that means standard output, on the command line. */
  public static final String STANDARD_OUTPUT = "-";

  private static final double TOLERANCE = 1e-6;

  private final @Nullable Path file;
  private final @Nullable Path part;
  private final CsvWriter csv;
  private boolean complete;
  private boolean closed;

  private SubmissionWriter(@Nullable Path file, @Nullable Path part, CsvWriter csv) {
    this.file = file;
    this.part = part;
    this.csv = csv;
    csv.writeRecord(
        Stream.concat(Stream.of(CsvHeader.ID), Stream.of(Outcome.values()).map(Outcome::columnName))
            .toList());
  }

  /**
   * Begins a file.
   *
   * @throws UserException when its directory is missing or cannot be written
   */
  public static SubmissionWriter open(Path file) {
    if (Files.isDirectory(file)) {
      throw new UserException(
          file + " is a directory; expected the name of a file to write. Add a file name.");
    }
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new UserException(
          file + " cannot be written: there is no directory " + directory + ". Create it first.");
    }
    Path part =
        directory.resolve(file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    try {
      return new SubmissionWriter(file, part, csv(Files.newOutputStream(part)));
    } catch (IOException e) {
      throw unwritable(file.toString(), e);
    }
  }

  /**
   * As {@link #open(Path)}; {@code -} is standard output, where lines appear as they are written.
   */
  public static SubmissionWriter open(String file) {
    return file.equals(STANDARD_OUTPUT)
        ? new SubmissionWriter(null, null, csv(new KeptOpen(System.out)))
        : open(Path.of(file));
  }

  private static CsvWriter csv(OutputStream out) {
    return CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out);
  }

  /**
   * Appends one line.
   *
   * @param a probability that A is preferred
   * @param b probability that B is preferred
   * @param tie probability of a tie
   * @throws IllegalArgumentException when these are no probabilities that sum to 1 within 1e-6
   */
  public void write(String id, double a, double b, double tie) {
    if (!(a >= 0 && b >= 0 && tie >= 0 && Math.abs(a + b + tie - 1) <= TOLERANCE)) {
      throw new IllegalArgumentException(
          "pair "
              + id
              + " has the probabilities "
              + List.of(a, b, tie)
              + ", which do not sum to 1");
    }
    try {
      csv.writeRecord(id, Double.toString(a), Double.toString(b), Double.toString(tie));
    } catch (UncheckedIOException e) {
      throw unwritable(name(), e);
    }
  }

  /** States that every line is written, so that closing may put the file in its place. */
  public void complete() {
    complete = true;
  }

  /** Ends the file; later calls do nothing. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      csv.close();
      if (file != null && part != null) {
        finish(file, part);
      }
    } catch (IOException | UncheckedIOException e) {
      throw unwritable(name(), e);
    }
  }

  private void finish(Path target, Path written) throws IOException {
    if (!complete) {
      Files.deleteIfExists(written);
      return;
    }
    try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(
        written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private String name() {
    return file == null ? "standard output" : file.toString();
  }

  private static UserException unwritable(String file, Exception e) {
    return new UserException(
        file
            + " cannot be written ("
            + e.getMessage()
            + "); expected a writable place with space"
            + " left. Free space, or name another file.",
        e);
  }

  /** Standard output, which outlives the writer. */
  private static final class KeptOpen extends FilterOutputStream {
    private KeptOpen(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
