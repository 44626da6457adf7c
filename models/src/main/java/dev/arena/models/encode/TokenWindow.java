package dev.arena.models.encode;

/**
 * The part of a text that the tokenizer gets to see: all of it, unless it is so long that its
 * middle, or its end, could not be kept anyway.
 *
 * <p>A text longer than two windows of {@value #CHARACTERS_PER_TOKEN} UTF-16 units for each token
 * of the longest sequence (one window where only the beginning is kept) is read as its first and
 * its last window, cut between code points. This bounds the cost of a huge text. It belongs to the
 * definition of the encoding: a text of such length in which a window holds fewer tokens than could
 * be kept (long runs of blanks, words of thousands of letters) is encoded as those fewer tokens.
 */
final class TokenWindow {
  /** Real text has about 4 units a token, indented code and long numbers up to 10. */
  static final int CHARACTERS_PER_TOKEN = 16;

  private final TextTokenizer tokenizer;
  private final EncodingSpec.Cut cut;
  private final int characters;

  TokenWindow(TextTokenizer tokenizer, EncodingSpec.Cut cut, int maxTokens) {
    this.tokenizer = tokenizer;
    this.cut = cut;
    this.characters = Math.multiplyExact(maxTokens, CHARACTERS_PER_TOKEN);
  }

  Tokens tokenize(String text) {
    return switch (cut.policy()) {
      case HEAD -> {
        boolean whole = text.length() <= characters;
        int[] head = tokenizer.tokenize(whole ? text : firstWindow(text));
        yield new Tokens(cut, head, new int[0], head.length, !whole);
      }
      case HEAD_TAIL -> {
        if (text.length() <= 2 * characters) {
          int[] all = tokenizer.tokenize(text);
          yield new Tokens(cut, all, all, all.length, false);
        }
        int[] head = tokenizer.tokenize(firstWindow(text));
        int[] tail = tokenizer.tokenize(lastWindow(text));
        yield new Tokens(cut, head, tail, head.length + tail.length, true);
      }
    };
  }

  private String firstWindow(String text) {
    return text.substring(0, insideCodePoint(text, characters) ? characters - 1 : characters);
  }

  private String lastWindow(String text) {
    int from = text.length() - characters;
    return text.substring(insideCodePoint(text, from) ? from + 1 : from);
  }

  private static boolean insideCodePoint(String text, int index) {
    return Character.isHighSurrogate(text.charAt(index - 1))
        && Character.isLowSurrogate(text.charAt(index));
  }

  /**
   * Tokens of a text, perhaps cut.
   *
   * @param head the text's tokens from the beginning
   * @param tail the text's tokens up to the end; the same array as {@code head} if both are all
   * @param count how many tokens are kept
   * @param truncated whether anything of the text is left out
   */
  record Tokens(EncodingSpec.Cut cut, int[] head, int[] tail, int count, boolean truncated) {

    Tokens cutTo(int most) {
      return count <= most ? this : new Tokens(cut, head, tail, most, true);
    }

    /** Writes the kept tokens and returns the index after them. */
    int copyTo(int[] target, int at) {
      int fromHead;
      if (head == tail && count == head.length) {
        fromHead = count;
      } else {
        fromHead = Math.min(cut.headTokens(count), head.length);
        fromHead = Math.max(fromHead, count - tail.length);
      }
      System.arraycopy(head, 0, target, at, fromHead);
      int fromTail = count - fromHead;
      System.arraycopy(tail, tail.length - fromTail, target, at + fromHead, fromTail);
      return at + count;
    }
  }
}
