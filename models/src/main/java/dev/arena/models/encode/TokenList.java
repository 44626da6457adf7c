package dev.arena.models.encode;

import java.util.Arrays;

/** A growable list of tokens. Not thread-safe. */
final class TokenList {
  private static final int LEAST_ROOM = 16;

  private int[] tokens;
  private int size;

  /**
   * @param expected initial capacity; grows when needed
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
