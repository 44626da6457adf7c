package dev.arena.schemas.csv;

import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.InputFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A strict decoder of the UTF-8 text of a CSV file, with or without a byte order mark.
 *
 * <p>It makes two checks that the CSV parser does not: it reports bytes that are not UTF-8 with
 * their line, and a quote that is still open at the end of the file, with the line on which it was
 * opened. Both are {@link UserException}s, thrown when the reader reaches that place.
 *
 * <p>Not thread-safe.
 */
final class CsvText extends Reader {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int LONGEST_MAGIC = 4;

  private final InputStream in;
  private final String file;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES).flip();
  private boolean endOfBytes;

  private Position position = Position.FIELD_START;
  private long line = 1;
  private long quoteLine;
  private boolean afterCarriageReturn;

  /** The position in the CSV grammar after the last returned character. */
  private enum Position {
    FIELD_START,
    PLAIN,
    QUOTED,
    QUOTE_IN_QUOTED
  }

  private CsvText(InputStream in, String file) {
    this.in = in;
    this.file = file;
  }

  /**
   * The text of a stream, which is closed with the result.
   *
   * @throws UserException when the first bytes show another encoding or a compressed file
   */
  static CsvText of(InputStream in, String file) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
    buffered.mark(LONGEST_MAGIC);
    byte[] magic = buffered.readNBytes(LONGEST_MAGIC);
    buffered.reset();
    if (InputFile.startsWith(magic, 0xEF, 0xBB, 0xBF)) {
      buffered.skipNBytes(3);
    } else if (InputFile.startsWith(magic, 0xFF, 0xFE) || InputFile.startsWith(magic, 0xFE, 0xFF)) {
      throw refused(file, "is UTF-16 (by its byte order mark)", "Save it as UTF-8.");
    } else if (InputFile.startsWith(magic, 0x1F, 0x8B)) {
      throw refused(file, "is compressed with gzip", "Unpack it, or pipe: gzip -dc FILE | ... -");
    } else if (InputFile.startsWith(magic, 'P', 'K', 3, 4)) {
      throw refused(
          file, "is a ZIP archive or a spreadsheet", "Unpack it, or save the sheet as CSV.");
    }
    return new CsvText(buffered, file);
  }

  private static UserException refused(String file, String found, String advice) {
    return new UserException(file + " " + found + "; expected CSV text in UTF-8. " + advice);
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    CharBuffer chars = CharBuffer.wrap(target, offset, length);
    while (true) {
      CoderResult result = decoder.decode(bytes, chars, endOfBytes);
      int decoded = chars.position() - offset;
      if (decoded > 0) {
        watch(target, offset, decoded);
        return decoded;
      }
      if (result.isError()) {
        throw notUtf8();
      }
      if (endOfBytes) {
        requireClosedQuote();
        return -1;
      }
      fill();
    }
  }

  private void fill() throws IOException {
    bytes.compact();
    int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
    if (count < 0) {
      endOfBytes = true;
    } else {
      bytes.position(bytes.position() + count);
    }
    bytes.flip();
  }

  private void watch(char[] chars, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      char next = chars[i];
      if (next == '\n' ? !afterCarriageReturn : next == '\r') {
        line++;
      }
      afterCarriageReturn = next == '\r';
      position = after(next);
    }
  }

  private Position after(char next) {
    return switch (position) {
      case QUOTED -> next == '"' ? Position.QUOTE_IN_QUOTED : Position.QUOTED;
      case QUOTE_IN_QUOTED ->
          next == '"' ? Position.QUOTED : isSeparator(next) ? Position.FIELD_START : Position.PLAIN;
      case PLAIN -> isSeparator(next) ? Position.FIELD_START : Position.PLAIN;
      case FIELD_START -> {
        if (next == '"') {
          quoteLine = line;
          yield Position.QUOTED;
        }
        yield isSeparator(next) ? Position.FIELD_START : Position.PLAIN;
      }
    };
  }

  private static boolean isSeparator(char next) {
    return next == ',' || next == '\n' || next == '\r';
  }

  private void requireClosedQuote() {
    if (position == Position.QUOTED) {
      throw new UserException(
          file
              + ":"
              + quoteLine
              + ": a quote is opened here and is still open at the end of the file (line "
              + line
              + "); expected a closing quote. The file was cut short, or a quote inside a cell is"
              + " not doubled.");
    }
  }

  private UserException notUtf8() {
    return new UserException(
        file
            + ":"
            + line
            + ": holds a byte that is not UTF-8 ("
            + String.format("0x%02X", bytes.get(bytes.position()))
            + "); expected UTF-8. Convert the file, for example: iconv -f WINDOWS-1252 -t UTF-8.");
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
