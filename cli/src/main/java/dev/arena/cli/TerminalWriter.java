package dev.arena.cli;

import dev.arena.schemas.text.TerminalText;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;

/**
 * Passes text on to a terminal, a file or a pipe with everything escaped that could steer a
 * terminal; see {@link TerminalText}. Lines and tabs are kept. JSON stays the same JSON.
 */
final class TerminalWriter extends FilterWriter {
  /** A high surrogate that waits for its other half; 0 for none. */
  private char high;

  TerminalWriter(Writer out) {
    super(out);
  }

  @Override
  public void write(int character) throws IOException {
    write(new char[] {(char) character}, 0, 1);
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    write(text.toCharArray(), offset, length);
  }

  @Override
  public void write(char[] characters, int offset, int length) throws IOException {
    synchronized (lock) {
      StringBuilder text = new StringBuilder(length + 1);
      if (high != 0) {
        text.append(high);
        high = 0;
      }
      text.append(characters, offset, length);
      int last = text.length() - 1;
      if (last >= 0 && Character.isHighSurrogate(text.charAt(last))) {
        high = text.charAt(last);
        text.setLength(last);
      }
      out.write(shown(text.toString()));
    }
  }

  /** Line ends of this system are Arena's own. */
  private static String shown(String text) {
    String separator = System.lineSeparator();
    return separator.equals("\n")
        ? TerminalText.lines(text)
        : TerminalText.lines(text.replace(separator, "\n")).replace("\n", separator);
  }

  @Override
  public void close() throws IOException {
    if (high != 0) {
      out.write(TerminalText.lines(String.valueOf(high)));
      high = 0;
    }
    super.close();
  }
}
