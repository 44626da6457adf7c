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
 * A command's standard output, which detects failed writes.
 *
 * <p>{@link PrintStream} and {@link PrintWriter} swallow an {@link IOException}. Here, a failed
 * write throws a {@link Failure}, which ends the command. It is also recorded for the exit code, in
 * case something swallows the exception. Thread-safe.
 */
public final class StandardOutput {
  private final OutputStream out;
  private final PrintStream stream;
  private volatile @Nullable IOException failure;

  /** Standard output cannot be written to; the runner reports it once. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Failure(IOException cause) {
      super(cause);
    }
  }

  /**
   * @param out the underlying stream
   */
  public StandardOutput(OutputStream out) {
    this.out = out;
    this.stream =
        new PrintStream(new BufferedOutputStream(new Checked(), 1 << 13), true, charset());
  }

  /** The standard output of this process. */
  static StandardOutput ofThisProcess() {
    return new StandardOutput(new FileOutputStream(FileDescriptor.out));
  }

  /** The byte stream, which also becomes {@link System#out}. */
  PrintStream stream() {
    return stream;
  }

  /** The text writer, which flushes after each line. */
  PrintWriter writer() {
    return new PrintWriter(stream, true, charset());
  }

  /**
   * The exit code of the command, which reflects a failed write.
   *
   * @param code what the command returned
   * @param err where a failed write is reported; a closed pipe is not reported
   */
  int exitCode(int code, PrintWriter err) {
    try {
      stream.flush();
    } catch (Failure remembered) {
      // checked below
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

  /** The terminal's charset, from the launcher; Java 17 offers it only as a property. */
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
