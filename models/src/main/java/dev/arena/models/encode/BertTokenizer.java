package dev.arena.models.encode;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer that reads text in common scripts as the native library does with a BERT tokenizer
 * (BertNormalizer, BertPreTokenizer, WordPiece), but many times as fast. Thread-safe.
 *
 * <p>Words end at blanks. Each punctuation mark and each ideograph is a word of its own. A word is
 * split from its start into the longest pieces in the vocabulary.
 */
final class BertTokenizer {
  /** The native library's default if the file does not set it. */
  private static final int LONGEST_WORD = 100;

  private final BertCharacters characters;
  private final WordPieces pieces;
  private final int continuation;
  private final int unknown;
  private final int longestWord;

  private BertTokenizer(
      BertCharacters characters,
      WordPieces pieces,
      int continuation,
      int unknown,
      int longestWord) {
    this.characters = characters;
    this.pieces = pieces;
    this.continuation = continuation;
    this.unknown = unknown;
    this.longestWord = longestWord;
  }

  /** The tokenizer of a {@code tokenizer.json}; null if it is not a BERT tokenizer. */
  static @Nullable BertTokenizer of(JsonNode json) {
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
    BertCharacters characters = BertCharacters.of(normalizer, model.path("vocab"));
    char[] prefix = characters.lettersOf(model.path("continuing_subword_prefix").asText());
    if (prefix == null) {
      return null;
    }
    WordPieces pieces = WordPieces.of(model.path("vocab"), characters);
    return new BertTokenizer(
        characters,
        pieces,
        pieces.node(prefix),
        unknown.intValue(),
        (int)
            Math.min(
                Integer.MAX_VALUE, model.path("max_input_chars_per_word").asLong(LONGEST_WORD)));
  }

  /**
   * Whether this tokenizer can read a part of a text, which begins and ends at blanks.
   *
   * @param from index of its first character
   * @param to index after its last character
   */
  boolean reads(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (characters.code(text.charAt(i)) == BertCharacters.UNREADABLE) {
        return false;
      }
    }
    return true;
  }

  /** A reader that adds the tokens of parts of a text to a list. */
  Reader reader(TokenList tokens) {
    return new Reader(tokens);
  }

  /** Adds the tokens of parts of a text to a list. Not thread-safe. */
  final class Reader {
    private final TokenList tokens;

    /** The letters of the current word, up to the longest that is not unknown. */
    private char[] word = new char[LONGEST_WORD];

    private int length;

    private Reader(TokenList tokens) {
      this.tokens = tokens;
    }

    /**
     * Adds the tokens of a part that begins and ends at blanks.
     *
     * @param from index of its first character
     * @param to index after its last character; {@link #reads} is true for this part
     */
    void read(String text, int from, int to) {
      for (int i = from; i < to; i++) {
        char c = text.charAt(i);
        int code = characters.code(c);
        if (BertCharacters.isLetter(code)) {
          add((char) code);
        } else if (code == BertCharacters.BLANK) {
          endWord();
        } else if (BertCharacters.isWord(code)) {
          endWord();
          add(BertCharacters.letter(code));
          endWord();
        } else if (code == BertCharacters.SYLLABLE) {
          for (char letter : characters.jamo(c)) {
            add(letter);
          }
        }
      }
      endWord();
    }

    private void add(char letter) {
      if (length < longestWord) {
        if (length == word.length) {
          word = Arrays.copyOf(word, 2 * length);
        }
        word[length] = letter;
      }
      length++;
    }

    /** Adds the tokens of the current word, if there is one, and begins the next. */
    private void endWord() {
      if (length == 0) {
        return;
      }
      int before = tokens.size();
      if (length > longestWord || !addPieces()) {
        tokens.cutTo(before);
        tokens.add(unknown);
      }
      length = 0;
    }

    /** Adds the word's pieces; returns false if the vocabulary does not cover it. */
    private boolean addPieces() {
      int whole = pieces.shortWord(word, length);
      if (whole != WordPieces.NONE) {
        tokens.add(whole);
        return true;
      }
      int next = 0;
      while (next < length) {
        int longest = WordPieces.NONE;
        int end = next;
        int node = next == 0 ? WordPieces.ROOT : continuation;
        for (int i = next; i < length && node != WordPieces.NONE; i++) {
          node = pieces.child(node, word[i]);
          if (node != WordPieces.NONE && pieces.token(node) != WordPieces.NONE) {
            longest = pieces.token(node);
            end = i + 1;
          }
        }
        if (longest == WordPieces.NONE) {
          return false;
        }
        tokens.add(longest);
        next = end;
      }
      return true;
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
