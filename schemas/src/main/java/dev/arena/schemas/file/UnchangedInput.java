package dev.arena.schemas.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A file's bytes; at their end, the file must still be the one that was opened. */
final class UnchangedInput extends FilterInputStream {
  private final FileIdentity opened;

  /**
   * @param opened taken before the file was opened
   */
  UnchangedInput(InputStream in, FileIdentity opened) {
    super(in);
    this.opened = opened;
  }

  @Override
  public int read() throws IOException {
    return checked(super.read());
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return checked(super.read(bytes, offset, length));
  }

  private int checked(int read) {
    if (read < 0) {
      opened.requireUnchanged();
    }
    return read;
  }
}
