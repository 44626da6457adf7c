package dev.arena.schemas.jsonl;

import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.InputFile;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The non-blank lines of a stream, with their line numbers. Not thread-safe. */
final class JsonLines implements Closeable {
  /** Length limit of a line in bytes, several times the character limit of a string in it. */
  static final int LONGEST = 64 << 20;

  private static final int BUFFER_BYTES = 1 << 16;

  /**
   * One line.
   *
   * @param number the line's number, counted from 1, including blank lines
   * @param text its characters; null if it is not UTF-8 or is too long
   * @param fault why {@code text} is null, as the end of a sentence; otherwise empty
   */
  record Line(long number, @Nullable String text, String fault) {}

  private final InputStream in;
  private final String name;
  private final int longest;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private long number;

  JsonLines(InputStream in, String name) {
    this(in, name, LONGEST);
  }

  JsonLines(InputStream in, String name, int longest) {
    this.in = in;
    this.name = name;
    this.longest = longest;
  }

  /** The next line that is not blank; null at the end. */
  @Nullable Line next() throws IOException {
    while (position < limit || fill()) {
      number++;
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
      boolean whole = takeLine(bytes);
      if (!whole) {
        return new Line(
            number,
            null,
            "is longer than %d bytes; expected one object with the texts of one pair"
                .formatted(longest));
      }
      Line line = decoded(bytes.toByteArray());
      if (line.text() == null || !line.text().isBlank()) {
        return line;
      }
    }
    return null;
  }

  /** Reads to the end of the line; returns whether the whole line was kept. */
  private boolean takeLine(ByteArrayOutputStream kept) throws IOException {
    boolean whole = true;
    do {
      int start = position;
      while (position < limit && buffer[position] != '\n') {
        position++;
      }
      whole = whole && kept.size() + position - start <= longest;
      if (whole) {
        kept.write(buffer, start, position - start);
      }
      if (position < limit) {
        position++;
        return whole;
      }
    } while (fill());
    return whole;
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = Math.max(0, in.read(buffer));
    return limit > 0;
  }

  private Line decoded(byte[] bytes) {
    int start = number == 1 ? afterByteOrderMark(bytes) : 0;
    ByteBuffer content = ByteBuffer.wrap(bytes, start, bytes.length - start);
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(content)
              .toString();
      return new Line(number, text, "");
    } catch (CharacterCodingException e) {
      return new Line(
          number,
          null,
          "holds a byte that is not UTF-8 (byte %d of the line); expected UTF-8"
              .formatted(content.position() + 1));
    }
  }

  private int afterByteOrderMark(byte[] bytes) {
    if (InputFile.startsWith(bytes, 0xFF, 0xFE) || InputFile.startsWith(bytes, 0xFE, 0xFF)) {
      throw new UserException(
          name
              + " is UTF-16 (by its byte order mark); expected JSONL text in UTF-8. Save it as"
              + " UTF-8.");
    }
    if (InputFile.startsWith(bytes, 'P', 'K', 3, 4)) {
      throw new UserException(name + " is a ZIP archive; expected JSONL text. Unpack it.");
    }
    return InputFile.startsWith(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
