package dev.arena.console.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes and encodes what URLs and forms contain: percent-encoded UTF-8. Other bytes are an error,
 * never replaced.
 */
final class UrlEncoding {
  /** More than any form has; each takes memory. */
  private static final int MAX_FIELDS = 1_000;

  private UrlEncoding() {}

  /** A field of a form or a parameter of a query. */
  record Field(String name, String value) {}

  /**
   * Decodes a segment of a path.
   *
   * @throws ProblemException if it is malformed
   */
  static String segment(String encoded) {
    return decoded(encoded, false, "path");
  }

  /**
   * Decodes {@code application/x-www-form-urlencoded}.
   *
   * @param part of the request, for errors: "query" or "form"
   * @return the fields in their order
   * @throws ProblemException if it is malformed
   */
  static List<Field> fields(String encoded, String part) {
    String[] pairs = encoded.split("&", MAX_FIELDS + 1);
    if (pairs.length > MAX_FIELDS) {
      throw malformed(part, "more than %,d fields".formatted(MAX_FIELDS));
    }
    List<Field> fields = new ArrayList<>();
    for (String pair : pairs) {
      if (!pair.isEmpty()) {
        String[] parts = pair.split("=", 2);
        fields.add(
            new Field(
                decoded(parts[0], true, part),
                parts.length == 1 ? "" : decoded(parts[1], true, part)));
      }
    }
    return fields;
  }

  private static String decoded(String encoded, boolean plusIsSpace, String part) {
    if (encoded.indexOf('%') < 0 && encoded.indexOf('+') < 0) {
      return encoded;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    byte[] characters = encoded.getBytes(UTF_8);
    for (int i = 0; i < characters.length; i++) {
      if (characters[i] == '%') {
        bytes.write(16 * digit(characters, i + 1, part) + digit(characters, i + 2, part));
        i += 2;
      } else {
        bytes.write(plusIsSpace && characters[i] == '+' ? ' ' : characters[i]);
      }
    }
    return text(bytes.toByteArray(), part, "percent-encoded text that is not UTF-8");
  }

  /**
   * Encodes each byte of a text's UTF-8 as {@code %XX}, except ASCII letters, digits, {@code -._~}
   * and some others.
   *
   * @param others further ASCII characters that stay as they are
   */
  static String encoded(String text, String others) {
    String unchanged = "-._~" + others;
    StringBuilder encoded = new StringBuilder();
    for (byte each : text.getBytes(UTF_8)) {
      if ((each >= '0' && each <= '9')
          || (each >= 'a' && each <= 'z')
          || (each >= 'A' && each <= 'Z')
          || unchanged.indexOf(each) >= 0) {
        encoded.append((char) each);
      } else {
        encoded.append("%%%02X".formatted(each));
      }
    }
    return encoded.toString();
  }

  /**
   * Decodes UTF-8.
   *
   * @param part of the request, for errors
   * @param malformed what other bytes are, for errors
   * @throws ProblemException if there are other bytes
   */
  static String text(byte[] bytes, String part, String malformed) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException other) {
      throw malformed(part, malformed);
    }
  }

  private static int digit(byte[] characters, int place, String part) {
    int digit = place < characters.length ? Character.digit(characters[place], 16) : -1;
    if (digit < 0) {
      throw malformed(part, "a percent sign without two hexadecimal digits after it");
    }
    return digit;
  }

  static ProblemException malformed(String part, String found) {
    return new ProblemException(Problem.malformed(part, found));
  }
}
