package dev.arena.models.encode;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Map;

/**
 * A trie of a vocabulary's ASCII word pieces. Thread-safe.
 *
 * <p>Nodes are numbers; {@link #ROOT} is the first. One hash table with open addressing holds the
 * children of all nodes, without an object per node.
 */
final class WordPieces {
  static final int ROOT = 0;

  /** No such node, or no token. */
  static final int NONE = -1;

  private static final int ASCII_BITS = 7;

  /** The parent node and character of each child; 0 for a free slot. */
  private int[] keys = new int[1 << 16];

  private int[] children = new int[keys.length];
  private int[] tokens = {NONE};
  private int nodes = 1;

  private WordPieces() {}

  /**
   * @param vocabulary the object {@code model.vocab} of a {@code tokenizer.json}: token to id
   */
  static WordPieces of(JsonNode vocabulary) {
    WordPieces pieces = new WordPieces();
    for (Map.Entry<String, JsonNode> entry : vocabulary.properties()) {
      if (isAscii(entry.getKey())) {
        pieces.add(entry.getKey(), entry.getValue().intValue());
      }
    }
    return pieces;
  }

  /** The node that a character leads to; {@link #NONE} if no piece continues with it. */
  int child(int node, char ascii) {
    int key = key(node, ascii);
    for (int slot = slot(key); keys[slot] != 0; slot = (slot + 1) & (keys.length - 1)) {
      if (keys[slot] == key) {
        return children[slot];
      }
    }
    return NONE;
  }

  /** The node of a piece; {@link #NONE} if no piece begins with it. */
  int node(String piece) {
    int node = ROOT;
    for (int i = 0; i < piece.length() && node != NONE; i++) {
      node = child(node, piece.charAt(i));
    }
    return node;
  }

  /** The id of the piece that ends at a node; {@link #NONE} if none does. */
  int token(int node) {
    return tokens[node];
  }

  private void add(String piece, int token) {
    int node = ROOT;
    for (int i = 0; i < piece.length(); i++) {
      int child = child(node, piece.charAt(i));
      node = child == NONE ? newChild(key(node, piece.charAt(i))) : child;
    }
    tokens[node] = token;
  }

  private int newChild(int key) {
    if (2 * nodes > keys.length) {
      grow();
    }
    if (nodes == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * nodes);
    }
    put(key, nodes);
    tokens[nodes] = NONE;
    return nodes++;
  }

  private void grow() {
    int[] oldKeys = keys;
    int[] oldChildren = children;
    keys = new int[2 * oldKeys.length];
    children = new int[keys.length];
    for (int slot = 0; slot < oldKeys.length; slot++) {
      if (oldKeys[slot] != 0) {
        put(oldKeys[slot], oldChildren[slot]);
      }
    }
  }

  private void put(int key, int child) {
    int slot = slot(key);
    while (keys[slot] != 0) {
      slot = (slot + 1) & (keys.length - 1);
    }
    keys[slot] = key;
    children[slot] = child;
  }

  /** Never 0 in a lookup, because no text that is looked up contains U+0000. */
  private static int key(int node, char ascii) {
    return node << ASCII_BITS | ascii;
  }

  private int slot(int key) {
    int mixed = key * 0x9E3779B9;
    return (mixed ^ mixed >>> 15) & (keys.length - 1);
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c > 0 && c < 1 << ASCII_BITS);
  }
}
