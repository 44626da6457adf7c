package dev.arena.schemas.testing;

import java.io.IOException;
import java.io.OutputStream;

/** A standard output that cannot be written to. */
public final class FailingOutput extends OutputStream {
  private final String reason;

  private FailingOutput(String reason) {
    this.reason = reason;
  }

  /** On a disk that is full. */
  public static FailingOutput full() {
    return new FailingOutput("No space left on device");
  }

  /** A pipe whose reader is gone. */
  public static FailingOutput closedPipe() {
    return new FailingOutput("Broken pipe");
  }

  @Override
  public void write(int one) throws IOException {
    throw new IOException(reason);
  }
}
