package dev.arena.models.memory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;

/**
 * Computes an upper bound on the heap that a JSON tree needs, by reading the text once without
 * keeping it. The text's size says little: three bytes can become a 100-byte object.
 */
public final class JsonHeap {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** The largest node, its entry in a parent, and the parser's allocations, rounded up. */
  private static final int TOKEN_BYTES = 128;

  /** The text as bytes, as characters, and again while it is copied. */
  private static final int COPIES = 6;

  /** Bytes in a vocabulary's trie per character of an unshared name. */
  private static final int TRIE_BYTES = 56;

  private JsonHeap() {}

  /**
   * Reads a JSON text to its end.
   *
   * @param in not closed
   * @throws com.fasterxml.jackson.core.JsonProcessingException if it is not JSON, or is nested more
   *     deeply than Jackson reads
   */
  public static long bytes(InputStream in) throws IOException {
    long tokens = 0;
    long names = 0;
    try (JsonParser parser =
        FACTORY.createParser(in).disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        tokens++;
        if (token == JsonToken.FIELD_NAME) {
          names += parser.currentName().length();
        }
      }
      long size = parser.currentLocation().getByteOffset();
      return tokens * TOKEN_BYTES + names * TRIE_BYTES + size * COPIES;
    }
  }
}
