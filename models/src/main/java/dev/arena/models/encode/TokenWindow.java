package dev.arena.models.encode;

/**
 * The part of a text that the tokenizer reads: all of it, unless it is so long that its middle or
 * end would be cut anyway.
 *
 * <p>For each token that can be kept from the beginning or the end, the tokenizer reads {@value
 * #CHARACTERS_PER_TOKEN} UTF-16 units, cut between code points. If a text is longer than both
 * windows, only the windows are read, which bounds the cost of huge texts. The windows are part of
 * the encoding's definition: if a window of a long text has fewer tokens than could be kept (runs
 * of blanks, words of thousands of letters), the text is encoded with those fewer tokens.
 */
final class TokenWindow {
  /** Real text has about 4 units per token; indented code and long numbers have up to 10. */
  static final int CHARACTERS_PER_TOKEN = 16;

  private final TextTokenizer tokenizer;
  private final EncodingSpec.Cut cut;
  private final int headCharacters;
  private final int tailCharacters;

  /**
   * @param limit upper bound on {@code maxTokens} of later calls
   */
  TokenWindow(TextTokenizer tokenizer, EncodingSpec.Cut cut, int limit) {
    this.tokenizer = tokenizer;
    this.cut = cut;
    int headTokens = cut.headTokens(limit);
    this.headCharacters = Math.multiplyExact(headTokens, CHARACTERS_PER_TOKEN);
    this.tailCharacters = Math.multiplyExact(limit - headTokens, CHARACTERS_PER_TOKEN);
  }

  /**
   * Tokenizes a text as far as needed to keep {@code maxTokens} of its tokens.
   *
   * @param maxTokens upper bound on the tokens returned
   */
  Tokens tokenize(String text, int maxTokens) {
    if (text.length() <= headCharacters + tailCharacters) {
      int[] head = tokenizer.first(text, maxTokens + 1);
      if (head.length <= maxTokens) {
        return new Tokens(cut, head, head, head.length, false);
      }
      int fromTail = maxTokens - cut.headTokens(maxTokens);
      int[] tail = tokenizer.readsParts() ? tokenizer.last(text, fromTail) : head;
      return new Tokens(cut, head, tail, maxTokens, true);
    }
    int fromHead = cut.headTokens(maxTokens);
    int[] tail = tokenizer.last(lastWindow(text), maxTokens - fromHead);
    int[] head = tokenizer.first(firstWindow(text), Math.max(fromHead, maxTokens - tail.length));
    if (head.length + tail.length < maxTokens) {
      tail = tokenizer.last(lastWindow(text), maxTokens - head.length);
    }
    return new Tokens(cut, head, tail, Math.min(maxTokens, head.length + tail.length), true);
  }

  private String firstWindow(String text) {
    int to = headCharacters;
    return text.substring(0, insideCodePoint(text, to) ? to - 1 : to);
  }

  private String lastWindow(String text) {
    int from = text.length() - tailCharacters;
    return text.substring(insideCodePoint(text, from) ? from + 1 : from);
  }

  private static boolean insideCodePoint(String text, int index) {
    return index > 0
        && index < text.length()
        && Character.isHighSurrogate(text.charAt(index - 1))
        && Character.isLowSurrogate(text.charAt(index));
  }

  /**
   * Tokens of a text, perhaps cut.
   *
   * @param head tokens from the beginning, at least as many as are kept from it
   * @param tail tokens up to the end, likewise; the same array if both contain all tokens
   * @param count how many tokens are kept
   * @param truncated whether the text was truncated
   */
  record Tokens(EncodingSpec.Cut cut, int[] head, int[] tail, int count, boolean truncated) {

    Tokens cutTo(int maxTokens) {
      return count <= maxTokens ? this : new Tokens(cut, head, tail, maxTokens, true);
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
