package dev.arena.cli;

import dev.arena.schemas.file.OutputFile;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The standard output of a command, which notices that it cannot be written.
 *
 * <p>{@link PrintStream} and {@link PrintWriter} swallow an {@link IOException}. So a failed write
 * throws a {@link Failure} instead, which ends the command, and is remembered for the exit code in
 * case something on the way swallows that too. May be used by several threads.
 */
public final class StandardOutput {
  private final OutputStream out;
  private final PrintStream stream;
  private volatile @Nullable IOException failure;

  /** Standard output cannot be written; what to say about it is said once, by the runner. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Failure(IOException cause) {
      super(cause);
    }
  }

  /**
   * @param out where it goes
   */
  public StandardOutput(OutputStream out) {
    this.out = out;
    this.stream =
        new PrintStream(new BufferedOutputStream(new Checked(), 1 << 13), true, charset());
  }

  /** This process's own. */
  static StandardOutput ofThisProcess() {
    return new StandardOutput(new FileOutputStream(FileDescriptor.out));
  }

  /** Where bytes are written, and what {@link System#out} is to be. */
  PrintStream stream() {
    return stream;
  }

  /** Where text is written; flushes after each line. */
  PrintWriter writer() {
    return new PrintWriter(stream, true, charset());
  }

  /**
   * The exit code of a command whose output this is.
   *
   * @param code what the command returned
   * @param err where to say that the output cannot be written; a closed pipe is not worth a word
   */
  int exitCode(int code, PrintWriter err) {
    try {
      stream.flush();
    } catch (Failure remembered) {
      // asked for below
    }
    IOException found = failure;
    if (found == null) {
      return code;
    }
    if (isClosedPipe(found)) {
      return CommandRunner.CLOSED_PIPE;
    }
    err.println("arena: " + OutputFile.unwritable(OutputFile.nameOf(null), found).getMessage());
    err.flush();
    return CommandRunner.FAILED;
  }

  private static boolean isClosedPipe(IOException found) {
    String message = String.valueOf(found.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("broken pipe") || message.contains("pipe is being closed");
  }

  /** The launcher says which one the terminal has; Java 17 tells it by properties only. */
  private static Charset charset() {
    String name = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
    return name == null ? Charset.defaultCharset() : Charset.forName(name);
  }

  private final class Checked extends OutputStream {
    @Override
    public void write(int one) {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      requireWritable();
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        failure = e;
        throw new Failure(e);
      }
    }

    @Override
    public void flush() {
      requireWritable();
      try {
        out.flush();
      } catch (IOException e) {
        failure = e;
        throw new Failure(e);
      }
    }

    private void requireWritable() {
      IOException before = failure;
      if (before != null) {
        throw new Failure(before);
      }
    }
  }
}
