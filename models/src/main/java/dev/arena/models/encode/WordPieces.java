package dev.arena.models.encode;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Map;

/**
 * A trie of a vocabulary's word pieces, and a table of its short words. Thread-safe.
 *
 * <p>Nodes are numbers; {@link #ROOT} is the first. One hash table with open addressing holds the
 * children of all nodes, without an object per node. Most words of a text are short words of the
 * vocabulary, which one look-up finds.
 */
final class WordPieces {
  static final int ROOT = 0;

  /** No such node, or no token. */
  static final int NONE = -1;

  /** Letters of a short word. */
  private static final int SHORT = 9;

  /** Bits per letter of a short word, which has only ASCII letters. */
  private static final int SHORT_BITS = 7;

  private static final int NODE_BITS = 25;
  private static final int NODE_MASK = (1 << NODE_BITS) - 1;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  /** The parent node and letter of a child, and the child in the lower bits; 0 if it is free. */
  private long[] children = new long[1 << 16];

  private int[] tokens = {NONE};
  private int nodes = 1;

  /** Short words, each followed by its token; 0 in a free slot. */
  private final long[] shortWords;

  private WordPieces(int pieces) {
    // twice as many slots as pieces, two numbers each
    shortWords = new long[8 * Integer.highestOneBit(Math.max(1, pieces))];
  }

  /**
   * @param vocabulary the object {@code model.vocab} of a {@code tokenizer.json}: token to id
   */
  static WordPieces of(JsonNode vocabulary, BertCharacters characters) {
    WordPieces pieces = new WordPieces(vocabulary.size());
    for (Map.Entry<String, JsonNode> entry : vocabulary.properties()) {
      char[] letters = characters.lettersOf(entry.getKey());
      if (letters == null) {
        continue;
      }
      pieces.add(letters, entry.getValue().intValue());
      long packed = packed(letters, letters.length);
      if (packed != 0) {
        int slot = pieces.shortSlot(packed);
        pieces.shortWords[slot] = packed;
        pieces.shortWords[slot + 1] = entry.getValue().intValue();
      }
    }
    return pieces;
  }

  /**
   * The token of a word; {@link #NONE} if it is not short, or not in the vocabulary.
   *
   * @param length number of its letters
   */
  int shortWord(char[] word, int length) {
    long packed = packed(word, length);
    if (packed == 0) {
      return NONE;
    }
    int slot = shortSlot(packed);
    return shortWords[slot] == 0 ? NONE : (int) shortWords[slot + 1];
  }

  /** The node that a letter leads to; {@link #NONE} if no piece continues with it. */
  int child(int node, char letter) {
    long key = key(node, letter);
    long found = children[slot(key)];
    return found == 0 ? NONE : (int) found & NODE_MASK;
  }

  /** The node of the beginning of a piece; {@link #NONE} if no piece begins with it. */
  int node(char[] letters) {
    int node = ROOT;
    for (int i = 0; i < letters.length && node != NONE; i++) {
      node = child(node, letters[i]);
    }
    return node;
  }

  /** The id of the piece that ends at a node; {@link #NONE} if none does. */
  int token(int node) {
    return tokens[node];
  }

  /** The letters of a short word in one number, which is not 0; 0 for other words. */
  private static long packed(char[] letters, int length) {
    if (length > SHORT) {
      return 0;
    }
    long packed = 0;
    int all = 0;
    for (int i = 0; i < length; i++) {
      packed = packed << SHORT_BITS | letters[i];
      all |= letters[i];
    }
    return all < 1 << SHORT_BITS ? packed : 0;
  }

  private int shortSlot(long packed) {
    int slot = (int) (packed * MIX >>> 32) & (shortWords.length - 2);
    while (shortWords[slot] != 0 && shortWords[slot] != packed) {
      slot = (slot + 2) & (shortWords.length - 2);
    }
    return slot;
  }

  private void add(char[] letters, int token) {
    int node = ROOT;
    for (char letter : letters) {
      int child = child(node, letter);
      node = child == NONE ? newChild(key(node, letter)) : child;
    }
    tokens[node] = token;
  }

  private int newChild(long key) {
    if (2 * nodes > children.length) {
      grow();
    }
    if (nodes == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * nodes);
    }
    children[slot(key)] = key << NODE_BITS | nodes;
    tokens[nodes] = NONE;
    return nodes++;
  }

  private void grow() {
    long[] before = children;
    children = new long[2 * before.length];
    for (long child : before) {
      if (child != 0) {
        children[slot(child >>> NODE_BITS)] = child;
      }
    }
  }

  /** The slot of a child, or the free slot for it. */
  private int slot(long key) {
    int slot = (int) (key * MIX >>> 32) & (children.length - 1);
    while (children[slot] != 0 && children[slot] >>> NODE_BITS != key) {
      slot = (slot + 1) & (children.length - 1);
    }
    return slot;
  }

  private static long key(int node, char letter) {
    return (long) node << BertCharacters.LETTER_BITS | letter;
  }
}
