package dev.arena.models.encode;

/**
 * The words of a text: their number, length and hashes.
 *
 * <p>A word is a run of letters, digits and combining marks; each ideograph, Hiragana or Katakana
 * character counts as a word, because those scripts put no blanks between words. Words are compared
 * by a 64-bit hash, ignoring case. Only the first {@value #REMEMBERED} words are remembered.
 *
 * @param count how many words there are
 * @param letters code points inside words
 * @param distinct the remembered words
 * @param typeTokenRatio share of distinct words among the first {@value #SAMPLED}; 0 without words
 */
record Words(long count, long letters, LongHashSet distinct, double typeTokenRatio) {
  /** Enough for every real answer; bounds memory for others. */
  static final int REMEMBERED = 10_000;

  /** The share of distinct words falls with length, so only the beginning is sampled. */
  static final int SAMPLED = 200;

  static Words of(String text) {
    return new Scanner(text).scan();
  }

  /**
   * Share of this text's words that the other text contains, in [0, 1]; 0 if this text has none.
   */
  double shareIn(Words other) {
    return distinct.size() == 0 ? 0 : (double) distinct.common(other.distinct) / distinct.size();
  }

  /** Jaccard index of the sets of words, in [0, 1]; 1 if neither text has any. */
  double overlap(Words other) {
    int common = distinct.common(other.distinct);
    int union = distinct.size() + other.distinct.size() - common;
    return union == 0 ? 1 : (double) common / union;
  }

  /** A builder that collects words code point by code point. */
  private static final class Scanner {
    private static final long SEED = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private static final int ASCII = 128;

    /** For each ASCII character that is part of a word, its lower case; 0 for the others. */
    private static final byte[] ASCII_IN_WORDS = asciiInWords();

    /** Estimated characters per distinct word, for the initial capacity. */
    private static final int CHARACTERS_A_WORD = 10;

    private final String text;
    private final LongHashSet distinct;
    private long count;
    private long letters;
    private int distinctInSample;
    private long hash = SEED;
    private boolean inWord;

    Scanner(String text) {
      this.text = text;
      this.distinct = new LongHashSet(Math.min(REMEMBERED, text.length() / CHARACTERS_A_WORD));
    }

    Words scan() {
      for (int i = 0; i < text.length(); ) {
        int end = addAscii(i);
        if (end > i) {
          i = end;
          continue;
        }
        int c = text.codePointAt(i);
        i += Character.charCount(c);
        if (!isWordPart(c)) {
          endWord();
        } else if (isWholeWord(c)) {
          endWord();
          add(c);
          endWord();
        } else {
          add(c);
        }
      }
      endWord();
      double ratio = count == 0 ? 0 : (double) distinctInSample / Math.min(count, SAMPLED);
      return new Words(count, letters, distinct, ratio);
    }

    /** Adds the ASCII letters and digits from an index on; returns the index after them. */
    private int addAscii(int from) {
      long hashed = hash;
      int i = from;
      for (; i < text.length(); i++) {
        char c = text.charAt(i);
        byte lower = c < ASCII ? ASCII_IN_WORDS[c] : 0;
        if (lower == 0) {
          break;
        }
        hashed = (hashed ^ lower) * PRIME;
      }
      if (i > from) {
        hash = hashed;
        letters += i - from;
        inWord = true;
      }
      return i;
    }

    private void add(int c) {
      hash = (hash ^ Character.toLowerCase(c)) * PRIME;
      letters++;
      inWord = true;
    }

    private void endWord() {
      if (!inWord) {
        return;
      }
      count++;
      if (count <= REMEMBERED && distinct.add(hash) && count <= SAMPLED) {
        distinctInSample++;
      }
      hash = SEED;
      inWord = false;
    }

    private static boolean isWordPart(int c) {
      if (c < ASCII) {
        return false; // addAscii has read those that are
      }
      int type = Character.getType(c);
      return Character.isLetterOrDigit(c)
          || type == Character.NON_SPACING_MARK
          || type == Character.COMBINING_SPACING_MARK;
    }

    private static byte[] asciiInWords() {
      byte[] table = new byte[ASCII];
      for (char c = 0; c < table.length; c++) {
        table[c] = Character.isLetterOrDigit(c) ? (byte) Character.toLowerCase(c) : 0;
      }
      return table;
    }

    private static boolean isWholeWord(int c) {
      if (c < 0x2E80) {
        return false;
      }
      Character.UnicodeScript script = Character.UnicodeScript.of(c);
      return Character.isIdeographic(c)
          || script == Character.UnicodeScript.HIRAGANA
          || script == Character.UnicodeScript.KATAKANA;
    }
  }
}
