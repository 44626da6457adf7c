package dev.arena.models.encode;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * What a BERT tokenizer makes of each character before it looks for pieces of words: it drops
 * control characters and accents, lowers the case, and finds blanks, punctuation marks and
 * ideographs.
 *
 * <p>Each character of the vocabulary gets a number of 14 bits, its <em>letter</em>; the letter of
 * an ASCII character is the character itself. {@link #UNREADABLE} are characters of rarer scripts,
 * those for which there are no letters left, and those outside the Basic Multilingual Plane: the
 * native library's Unicode is older than Java's, and the blocks below are those on which all
 * versions agree. Thread-safe.
 *
 * <p>The rules are those of the library's BertNormalizer and BertPreTokenizer
 * (https://github.com/huggingface/tokenizers).
 */
final class BertCharacters {
  /** The code of a character that leaves no trace. */
  static final int DROPPED = 0;

  /** The code of a character between words. */
  static final int BLANK = ' ';

  /** The code of a character that only the native library can read. */
  static final int UNREADABLE = 1 << 16;

  /** The number of bits of a letter. */
  static final int LETTER_BITS = 14;

  private static final int LETTER_MASK = (1 << LETTER_BITS) - 1;

  /** The flag of a letter that is itself a word. */
  private static final int WORD = 1 << LETTER_BITS;

  /** The code of a syllable of Hangul, which becomes the letters of its two or three jamo. */
  static final int SYLLABLE = WORD << 1;

  private static final int ASCII = 128;

  /** The letter that no piece contains: U+007F is a control character, which is dropped. */
  private static final char UNKNOWN_LETTER = ASCII - 1;

  /** In place of a letter if the vocabulary has more characters than there are letters. */
  private static final char NO_LETTER = 0;

  private static final char FIRST_IDEOGRAPH = '\u4E00';
  private static final char LAST_IDEOGRAPH = '\u9FA5';
  private static final char FIRST_SYLLABLE = '\uAC00';
  private static final char LAST_SYLLABLE = '\uD7A3';
  private static final int VOWELS = 21;

  /** How a syllable can end: without a final consonant, or with one of 27. */
  private static final int ENDS = 28;

  private static final char REPLACEMENT = '\uFFFD';

  /** First and last characters of blocks that it reads. */
  private static final char[][] BLOCKS = {
    {'\u0000', '\u024F'}, // Latin
    {'\u0300', '\u036F'}, // combining diacritical marks
    {'\u0384', '\u03CE'}, // Greek
    {'\u0400', '\u0482'}, // Cyrillic
    {'\u048A', '\u04FF'},
    {'\u05D0', '\u05EA'}, // Hebrew
    {'\u0621', '\u063A'}, // Arabic
    {'\u0641', '\u064A'},
    {'\u1E00', '\u1E99'}, // more Latin, as in Vietnamese
    {'\u1EA0', '\u1EF9'},
    {'\u2000', '\u205E'}, // punctuation
    {'\u20AC', '\u20AC'}, // the euro sign
    {'\u2190', '\u22FF'}, // arrows, mathematical operators
    {'\u2500', '\u25FF'}, // lines, blocks, shapes
    {'\u3000', '\u3011'}, // CJK punctuation
    {'\u3041', '\u3096'}, // Hiragana
    {'\u3099', '\u30FE'}, // Katakana
    {FIRST_IDEOGRAPH, LAST_IDEOGRAPH},
    {FIRST_SYLLABLE, LAST_SYLLABLE}, // Hangul
    {'\uFE0E', '\uFE0F'}, // variation selectors
    {'\uFF01', '\uFF5E'}, // full-width forms
    {REPLACEMENT, REPLACEMENT}
  };

  private final boolean stripsAccents;
  private final boolean lowercases;
  private final boolean separatesIdeographs;

  /** By character. */
  private final int[] codes = new int[Character.MAX_VALUE + 1];

  /** By character; {@link #UNKNOWN_LETTER} if it is not ASCII and no piece contains it. */
  private final char[] letters = new char[Character.MAX_VALUE + 1];

  private BertCharacters(JsonNode normalizer) {
    this.lowercases = normalizer.path("lowercase").asBoolean();
    this.stripsAccents = normalizer.path("strip_accents").asBoolean(lowercases);
    this.separatesIdeographs = normalizer.path("handle_chinese_chars").asBoolean();
  }

  /**
   * The characters of a {@code tokenizer.json}.
   *
   * @param normalizer its {@code normalizer}, a BertNormalizer that cleans text
   * @param vocabulary its {@code model.vocab}: token to id
   */
  static BertCharacters of(JsonNode normalizer, JsonNode vocabulary) {
    BertCharacters characters = new BertCharacters(normalizer);
    characters.number(vocabulary);
    Arrays.fill(characters.codes, UNREADABLE);
    for (char[] block : BLOCKS) {
      for (int c = block[0]; c <= block[1]; c++) {
        characters.codes[c] = characters.compute((char) c);
      }
    }
    return characters;
  }

  /** Gives each character of the vocabulary a letter. */
  private void number(JsonNode vocabulary) {
    Arrays.fill(letters, UNKNOWN_LETTER);
    for (char c = 0; c < UNKNOWN_LETTER; c++) {
      letters[c] = c;
    }
    char next = ASCII;
    for (Iterator<String> pieces = vocabulary.fieldNames(); pieces.hasNext(); ) {
      String piece = pieces.next();
      for (int i = 0; i < piece.length(); i++) {
        char c = piece.charAt(i);
        if (c >= ASCII && letters[c] == UNKNOWN_LETTER) {
          letters[c] = next <= LETTER_MASK ? next++ : NO_LETTER;
        }
      }
    }
  }

  /** The code of a character: a special one, a letter, or a letter that is a word. */
  int code(char c) {
    return codes[c];
  }

  /** Whether a code is a letter that is part of a word. */
  static boolean isLetter(int code) {
    return code > BLANK && code < WORD;
  }

  /** Whether a code is a letter that is itself a word. */
  static boolean isWord(int code) {
    return (code & WORD) != 0;
  }

  /** The letter of a code that {@link #isWord}. */
  static char letter(int code) {
    return (char) (code & LETTER_MASK);
  }

  /** The letters of a character whose code is {@link #SYLLABLE}, as Unicode decomposes it. */
  char[] jamo(char syllable) {
    int index = syllable - FIRST_SYLLABLE;
    int end = index % ENDS;
    char first = letters[0x1100 + index / ENDS / VOWELS];
    char vowel = letters[0x1161 + index / ENDS % VOWELS];
    return end == 0 ? new char[] {first, vowel} : new char[] {first, vowel, letters[0x11A7 + end]};
  }

  /** The letters of a piece of the vocabulary; null if none of the texts read here contain it. */
  char @Nullable [] lettersOf(String piece) {
    char[] found = letters(piece);
    return contains(found, NO_LETTER) || contains(found, UNKNOWN_LETTER) ? null : found;
  }

  private int compute(char c) {
    if (c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c)) {
      return BLANK;
    }
    int type = Character.getType(c);
    if (type == Character.CONTROL || type == Character.FORMAT || c == REPLACEMENT) {
      return DROPPED;
    }
    if (stripsAccents && c >= FIRST_SYLLABLE && c <= LAST_SYLLABLE) {
      return contains(jamo(c), NO_LETTER) ? UNREADABLE : SYLLABLE;
    }
    boolean ideograph = c >= FIRST_IDEOGRAPH && c <= LAST_IDEOGRAPH;
    String normalized = ideograph ? String.valueOf(c) : normalized(c);
    if (normalized.isEmpty()) {
      return DROPPED;
    }
    char first = normalized.charAt(0);
    if (type == Character.UNASSIGNED || normalized.length() > 1 || letters[first] == NO_LETTER) {
      return UNREADABLE;
    }
    boolean word = isPunctuation(first) || (ideograph && separatesIdeographs);
    return letters[first] | (word ? WORD : 0);
  }

  private char[] letters(String text) {
    char[] found = new char[text.length()];
    for (int i = 0; i < found.length; i++) {
      found[i] = letters[text.charAt(i)];
    }
    return found;
  }

  private String normalized(char c) {
    String decomposed = String.valueOf(c);
    if (stripsAccents) {
      decomposed = Normalizer.normalize(decomposed, Form.NFD);
    }
    StringBuilder normalized = new StringBuilder();
    for (int i = 0; i < decomposed.length(); i++) {
      char part = decomposed.charAt(i);
      if (!stripsAccents || Character.getType(part) != Character.NON_SPACING_MARK) {
        normalized.append(lowercases ? lowercase(part) : String.valueOf(part));
      }
    }
    return normalized.toString();
  }

  /** A character's full lower case, which does not depend on its neighbours. */
  private static String lowercase(char c) {
    return c == '\u0130' ? "i\u0307" : String.valueOf(Character.toLowerCase(c));
  }

  private static boolean contains(char[] letters, char letter) {
    for (char each : letters) {
      if (each == letter) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPunctuation(char c) {
    if (c < ASCII) {
      return c > ' ' && !Character.isLetterOrDigit(c);
    }
    return switch (Character.getType(c)) {
      case Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }
}
