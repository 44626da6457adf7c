package dev.arena.models.encode;

import java.util.Arrays;

/** Tokens that are being collected. For use by one thread. */
final class TokenList {
  private static final int LEAST_ROOM = 16;

  private int[] tokens;
  private int size;

  /**
   * @param expected room is made for so many tokens; it grows when there are more
   */
  TokenList(int expected) {
    tokens = new int[Math.max(LEAST_ROOM, expected)];
  }

  int size() {
    return size;
  }

  void add(int token) {
    if (size == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * size);
    }
    tokens[size++] = token;
  }

  /** Forgets all tokens after the first {@code newSize}. */
  void cutTo(int newSize) {
    size = newSize;
  }

  int[] toArray() {
    return Arrays.copyOf(tokens, size);
  }
}
