package dev.arena.schemas.csv;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.AtomicFile;
import dev.arena.schemas.file.OutputFile;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A writer of Kaggle submission files: {@code id,winner_model_a,winner_model_b,winner_tie}, one
 * line per pair.
 *
 * <p>The file appears atomically at {@link #close()}, if {@link #complete()} was called: lines are
 * first written beside it. Otherwise (after an exception) an existing file stays untouched.
 *
 * <pre>{@code
 * try (SubmissionWriter out = SubmissionWriter.open(Path.of("submission.csv"))) {
 *   out.write("136060", 0.31, 0.52, 0.17);
 *   out.complete();
 * }
 * }</pre>
 *
 * <p>Lines may have more columns, of other numbers, after these.
 *
 * <p>A {@link #resumable} writer keeps its lines, so that a later writer can continue after them.
 *
 * <p>Not thread-safe.
 */
public final class SubmissionWriter implements AutoCloseable {
  /** The name that means standard output on the command line. */
  public static final String STANDARD_OUTPUT = OutputFile.STANDARD_OUTPUT;

  private static final double TOLERANCE = 1e-6;

  private final @Nullable Path file;
  private final Lines lines;
  private final CsvWriter csv;
  private final List<String> more;
  private boolean complete;
  private boolean closed;

  /** Where the lines are until the file is complete. */
  private sealed interface Lines {
    /** Standard output. */
    record Streamed() implements Lines {}

    /** A temporary file beside the target. */
    record Beside(AtomicFile file) implements Lines {}

    /** A separate file that is kept for a later writer. */
    record Kept(Path part, FileChannel channel) implements Lines {}
  }

  private SubmissionWriter(@Nullable Path file, Lines lines, CsvWriter csv, List<String> more) {
    this.file = file;
    this.lines = lines;
    this.csv = csv;
    this.more = List.copyOf(more);
  }

  private SubmissionWriter withHeader() {
    List<String> names = new ArrayList<>(List.of(CsvHeader.ID));
    Stream.of(Outcome.values()).map(Outcome::columnName).forEach(names::add);
    names.addAll(more);
    csv.writeRecord(names);
    return this;
  }

  /**
   * Begins a file.
   *
   * @throws UserException when its directory is missing or cannot be written
   */
  public static SubmissionWriter open(Path file) {
    return open(file, List.of());
  }

  private static SubmissionWriter open(Path file, List<String> more) {
    OutputFile.folderOf(file);
    try {
      AtomicFile beside = AtomicFile.create(file);
      return new SubmissionWriter(file, new Lines.Beside(beside), csv(beside.stream()), more)
          .withHeader();
    } catch (IOException e) {
      throw OutputFile.unwritable(file.toString(), e);
    }
  }

  /**
   * Begins or resumes a file whose lines are kept in {@code part} until it is complete, so that a
   * later writer can continue after the {@link #secure secured} lines.
   *
   * @param part holds the lines; it is truncated to {@code kept} bytes
   * @param kept bytes to keep; 0 starts over
   * @param more names of the columns after the probabilities
   * @throws UserException as {@link #open(Path)} does, and when another process is writing {@code
   *     part}
   */
  public static SubmissionWriter resumable(Path file, Path part, long kept, List<String> more) {
    OutputFile.folderOf(file);
    requireOwnFile(part);
    try {
      FileChannel channel =
          FileChannel.open(
              part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      if (!isLocked(channel)) {
        channel.close();
        throw new UserException(
            part
                + " is being written by another process; expected no other writer. Wait for it, or"
                + " name another file.");
      }
      channel.truncate(kept).position(kept);
      SubmissionWriter writer =
          new SubmissionWriter(
              file, new Lines.Kept(part, channel), csv(Channels.newOutputStream(channel)), more);
      return kept == 0 ? writer.withHeader() : writer;
    } catch (IOException e) {
      throw OutputFile.unwritable(part.toString(), e);
    }
  }

  /** Rejects links: the file behind a link would be truncated and overwritten. */
  private static void requireOwnFile(Path part) {
    if (Files.exists(part, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS)) {
      throw new UserException(
          part
              + " is a link, a directory or a device; expected a file with the lines so far, or none."
              + " Remove it, or name another file.");
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException byThisProcess) {
      return false;
    }
  }

  /**
   * Like {@link #open(Path)}; {@code -} is standard output, where lines appear as they are written.
   *
   * @param more names of the columns after the probabilities
   */
  public static SubmissionWriter open(String file, List<String> more) {
    return file.equals(STANDARD_OUTPUT)
        ? new SubmissionWriter(null, new Lines.Streamed(), csv(new KeptOpen(System.out)), more)
            .withHeader()
        : open(Path.of(file), more);
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
   * @param others the numbers in the other columns
   * @throws IllegalArgumentException when these are not probabilities that sum to 1 to within 1e-6,
   *     or there is not one number for each other column
   */
  public void write(String id, double a, double b, double tie, double... others) {
    if (!(a >= 0 && b >= 0 && tie >= 0 && Math.abs(a + b + tie - 1) <= TOLERANCE)) {
      throw new IllegalArgumentException(
          "pair "
              + id
              + " has the probabilities "
              + List.of(a, b, tie)
              + "; expected three, each at least 0, that sum to 1");
    }
    if (others.length != more.size()) {
      throw new IllegalArgumentException(
          "pair %s has %d numbers for the columns %s; expected one for each"
              .formatted(id, others.length, more));
    }
    List<String> cells = new ArrayList<>(List.of(id));
    DoubleStream.concat(DoubleStream.of(a, b, tie), DoubleStream.of(others))
        .mapToObj(Double::toString)
        .forEach(cells::add);
    try {
      csv.writeRecord(cells);
    } catch (UncheckedIOException e) {
      throw OutputFile.unwritable(OutputFile.nameOf(file), e);
    }
  }

  /**
   * Forces the lines so far to the disk.
   *
   * @return how many bytes they take up in the part
   * @throws IllegalStateException if this writer is not resumable
   */
  public long secure() {
    if (!(lines instanceof Lines.Kept kept)) {
      throw new IllegalStateException("only a resumable writer keeps its lines");
    }
    try {
      csv.flush();
      kept.channel().force(false);
      return kept.channel().position();
    } catch (IOException | UncheckedIOException e) {
      throw OutputFile.unwritable(OutputFile.nameOf(file), e);
    }
  }

  /** Declares that every line is written, so that closing moves the file into place. */
  public void complete() {
    complete = true;
  }

  /** Finishes the file; later calls do nothing. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      end(lines);
    } catch (IOException | UncheckedIOException e) {
      throw OutputFile.unwritable(OutputFile.nameOf(file), e);
    }
  }

  private void end(Lines written) throws IOException {
    if (written instanceof Lines.Beside beside) {
      try (AtomicFile whole = beside.file()) {
        csv.flush();
        if (complete) {
          whole.complete();
        }
      }
      return;
    }
    if (written instanceof Lines.Kept kept) {
      try (FileChannel channel = kept.channel()) {
        csv.close();
      }
      if (file != null && complete) {
        AtomicFile.move(kept.part(), file);
      }
      return;
    }
    csv.close();
  }

  /** Standard output, which stays open when the writer is closed. */
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
