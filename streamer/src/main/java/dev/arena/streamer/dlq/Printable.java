package dev.arena.streamer.dlq;

import dev.arena.schemas.text.TerminalText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bytes of records in a form that cannot steer a terminal. */
final class Printable {
  private static final int BYTES_IN_LINE = 16;

  private Printable() {}

  /** The bytes as text if they are text, and else in hexadecimal. */
  static String shown(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return '"' + TerminalText.line(text) + '"';
    } catch (CharacterCodingException notText) {
      return HexFormat.of().formatHex(bytes);
    }
  }

  /** The first bytes, sixteen to a line: where, in hexadecimal, as ASCII. */
  static String hexDump(byte[] bytes, int most) {
    StringBuilder dump = new StringBuilder();
    int length = Math.min(bytes.length, most);
    for (int start = 0; start < length; start += BYTES_IN_LINE) {
      StringBuilder ascii = new StringBuilder();
      dump.append("  %08x ".formatted(start));
      for (int at = start; at < start + BYTES_IN_LINE; at++) {
        dump.append(at < length ? " %02x".formatted(bytes[at]) : "   ");
        if (at < length) {
          ascii.append(bytes[at] >= ' ' && bytes[at] < 0x7f ? (char) bytes[at] : '.');
        }
      }
      dump.append("  ").append(ascii).append(System.lineSeparator());
    }
    return dump.toString();
  }
}
