package dev.arena.models.encode;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer that reads ASCII text as the native library does with a BERT tokenizer
 * (BertNormalizer, BertPreTokenizer, WordPiece), but many times as fast. Thread-safe.
 *
 * <p>Control characters are dropped. Words end at blanks and at punctuation marks; each punctuation
 * mark is itself a word. A word is split from its start into the longest pieces in the vocabulary.
 */
final class AsciiTokenizer {
  /** The native library's default if the file does not set it. */
  private static final int LONGEST_WORD = 100;

  private static final int ASCII = 128;
  private static final char BLANK = ' ';
  private static final char DROPPED = 0;

  private final WordPieces pieces;
  private final int continuation;
  private final int unknown;
  private final int longestWord;
  private final char[] normalized = new char[ASCII];

  private AsciiTokenizer(
      WordPieces pieces, int continuation, int unknown, int longestWord, boolean lowercase) {
    this.pieces = pieces;
    this.continuation = continuation;
    this.unknown = unknown;
    this.longestWord = longestWord;
    for (char c = 0; c < ASCII; c++) {
      normalized[c] = normalized(c, lowercase);
    }
  }

  /** The tokenizer of a {@code tokenizer.json}; null if it is not a BERT tokenizer. */
  static @Nullable AsciiTokenizer of(JsonNode json) {
    JsonNode normalizer = json.path("normalizer");
    JsonNode model = json.path("model");
    boolean known =
        json.path("added_tokens").isEmpty()
            && normalizer.path("type").asText().equals("BertNormalizer")
            && normalizer.path("clean_text").asBoolean()
            && json.path("pre_tokenizer").path("type").asText().equals("BertPreTokenizer")
            && model.path("type").asText().equals("WordPiece");
    JsonNode unknown = model.path("vocab").path(model.path("unk_token").asText());
    if (!known || !unknown.isInt()) {
      return null;
    }
    WordPieces pieces = WordPieces.of(model.path("vocab"));
    return new AsciiTokenizer(
        pieces,
        pieces.node(model.path("continuing_subword_prefix").asText()),
        unknown.intValue(),
        model.path("max_input_chars_per_word").asInt(LONGEST_WORD),
        normalizer.path("lowercase").asBoolean());
  }

  /**
   * Adds the tokens of an ASCII part of a text.
   *
   * @param from index of its first character
   * @param to index after its last character
   */
  void tokenize(String text, int from, int to, TokenList tokens) {
    int start = from;
    int length = 0;
    for (int i = from; i < to; i++) {
      char c = normalized[text.charAt(i)];
      if (c == DROPPED) {
        continue;
      }
      if (c == BLANK || isPunctuation(c)) {
        addWord(text, start, i, length, tokens);
        length = 0;
        if (c != BLANK) {
          addWord(text, i, i + 1, 1, tokens);
        }
      } else if (length++ == 0) {
        start = i;
      }
    }
    addWord(text, start, to, length, tokens);
  }

  /** Adds a word; {@code length} does not count dropped characters between the indices. */
  private void addWord(String text, int from, int to, int length, TokenList tokens) {
    int before = tokens.size();
    if (length > longestWord || !addPieces(text, from, to, length, tokens)) {
      tokens.cutTo(before);
      tokens.add(unknown);
    }
  }

  /** Adds a word's pieces; returns false if the vocabulary does not cover it. */
  private boolean addPieces(String text, int from, int to, int length, TokenList tokens) {
    int next = from;
    int left = length;
    while (left > 0) {
      int longest = WordPieces.NONE;
      int end = next;
      int read = 0;
      int taken = 0;
      int node = left == length ? WordPieces.ROOT : continuation;
      for (int i = next; i < to && node != WordPieces.NONE; i++) {
        char c = normalized[text.charAt(i)];
        if (c != DROPPED) {
          node = pieces.child(node, c);
          read++;
          if (node != WordPieces.NONE && pieces.token(node) != WordPieces.NONE) {
            longest = pieces.token(node);
            end = i + 1;
            taken = read;
          }
        }
      }
      if (longest == WordPieces.NONE) {
        return false;
      }
      tokens.add(longest);
      next = end;
      left -= taken;
    }
    return true;
  }

  private static char normalized(char c, boolean lowercase) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      return BLANK;
    }
    if (Character.isISOControl(c)) {
      return DROPPED;
    }
    return lowercase && c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c;
  }

  private static boolean isPunctuation(char c) {
    return c < '0' || (c > '9' && c < 'A') || (c > 'Z' && c < 'a') || c > 'z';
  }

  /**
   * A trie of a vocabulary's ASCII word pieces. Thread-safe.
   *
   * <p>Nodes are numbers; {@link #ROOT} is the first. One hash table with open addressing holds the
   * children of all nodes, without an object per node.
   */
  private static final class WordPieces {
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

  /** A growable list of tokens. Not thread-safe. */
  static final class TokenList {
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
}
