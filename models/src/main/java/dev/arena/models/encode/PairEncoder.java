package dev.arena.models.encode;

import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An encoder that turns conversation pairs into input for a bundle's networks.
 *
 * <p>Each side's turns, and the prompts, are joined with the separator of the {@link EncodingSpec};
 * its empty turn replaces a null or blank one. The prompt is cut to {@code prompt_tokens}; the
 * answers get what the prompt and the special tokens leave of {@code max_tokens}. The token type is
 * 0 up to and including the first separator token, and 1 after it.
 *
 * <p>Every pair can be encoded, whatever its texts and number of turns. {@link TokenWindow} bounds
 * the tokenizer's time and memory; joining is linear. Thread-safe.
 */
public final class PairEncoder {
  private final EncodingSpec spec;
  private final TextFeatures features;
  private final TextTokenizer tokenizer;
  private final TokenWindow promptWindow;
  private final TokenWindow answerWindow;

  /**
   * @param tokenizer closed by the caller, after the last use of this encoder
   * @throws dev.arena.schemas.failure.UserException if a feature or its version is unknown
   */
  public PairEncoder(EncodingSpec spec, FeatureSpec features, TextTokenizer tokenizer) {
    this.spec = spec;
    this.features = TextFeatures.of(features);
    this.tokenizer = tokenizer;
    this.promptWindow = new TokenWindow(tokenizer, spec.cut(), spec.promptTokens());
    this.answerWindow =
        new TokenWindow(tokenizer, spec.cut(), spec.maxTokens() - spec.kind().specialTokens());
  }

  /** Encodes a pair; a pair without turns is encoded like one with empty texts. */
  public EncodedPair encode(ConversationPair pair) {
    List<Turn> turns = pair.getTurns();
    String textA = join(turns, Turn::getResponseA);
    String textB = join(turns, Turn::getResponseB);
    TokenWindow.Tokens prompt =
        promptWindow.tokenize(join(turns, Turn::getPrompt), spec.promptTokens());
    int left = spec.maxTokens() - spec.kind().specialTokens() - prompt.count();
    TokenWindow.Tokens a = answerWindow.tokenize(textA, left);
    TokenWindow.Tokens b = textB.equals(textA) ? a : answerWindow.tokenize(textB, left);
    FeatureValues values = features.compute(pair);
    return switch (spec.kind()) {
      case BI_ENCODER ->
          new EncodedPair(
              sequence(prompt, a),
              sequence(prompt, b),
              values.antisymmetric(),
              values.symmetric(),
              prompt.truncated() || a.truncated() || b.truncated());
      case CROSS_ENCODER -> {
        TokenWindow.Tokens cutA = a.cutTo(Math.max(left / 2, left - b.count()));
        TokenWindow.Tokens cutB = b.cutTo(Math.max(left / 2, left - a.count()));
        yield new EncodedPair(
            sequence(prompt, cutA, cutB),
            sequence(prompt, cutB, cutA),
            values.antisymmetric(),
            values.symmetric(),
            prompt.truncated() || cutA.truncated() || cutB.truncated());
      }
    };
  }

  /**
   * Encodes the answers to one prompt, each once, for comparing each with each.
   *
   * @throws IllegalStateException if this is a cross-encoder, whose sequences hold two answers
   */
  public AnswerEncoder answersTo(String prompt) {
    if (spec.kind() != EncodingSpec.Kind.BI_ENCODER) {
      throw new IllegalStateException(
          "answers are encoded by a %s; expected a bi-encoder".formatted(spec.kind().text()));
    }
    TokenWindow.Tokens tokens = promptWindow.tokenize(orEmptyTurn(prompt), spec.promptTokens());
    int left = spec.maxTokens() - spec.kind().specialTokens() - tokens.count();
    return new AnswerEncoder(
        features,
        prompt,
        answer -> {
          TokenWindow.Tokens kept = answerWindow.tokenize(orEmptyTurn(answer), left);
          return new AnswerEncoder.Tokens(
              sequence(tokens, kept), tokens.truncated() || kept.truncated());
        });
  }

  private String join(List<Turn> turns, Function<Turn, @Nullable String> part) {
    return joined(turns, turn -> orEmptyTurn(part.apply(turn)), spec.turnSeparator());
  }

  private String orEmptyTurn(@Nullable String text) {
    return text == null || text.isBlank() ? spec.emptyTurn() : text;
  }

  private Sequence sequence(TokenWindow.Tokens prompt, TokenWindow.Tokens... answers) {
    int length = 2 + prompt.count();
    for (TokenWindow.Tokens answer : answers) {
      length += answer.count() + 1;
    }
    int[] ids = new int[length];
    ids[0] = tokenizer.startToken();
    int end = prompt.copyTo(ids, 1);
    ids[end++] = tokenizer.separatorToken();
    int secondSegment = end;
    for (TokenWindow.Tokens answer : answers) {
      end = answer.copyTo(ids, end);
      ids[end++] = tokenizer.separatorToken();
    }
    return new Sequence(ids, secondSegment);
  }

  /** The turns' texts, joined with a separator; a single turn's text is not copied. */
  static String joined(List<Turn> turns, Function<Turn, String> part, String separator) {
    return turns.size() == 1
        ? part.apply(turns.get(0))
        : turns.stream().map(part).collect(Collectors.joining(separator));
  }

  /**
   * The part of a text that the tokenizer reads: the whole text, unless it is so long that its
   * middle or end would be cut anyway.
   *
   * <p>For each token that may be kept from the beginning or the end, the tokenizer reads {@value
   * #CHARACTERS_PER_TOKEN} UTF-16 units, cut between code points. If a text is longer than both
   * windows, only the windows are read, which bounds the cost of huge texts. The windows are part
   * of the encoding's definition: if a window of a long text has fewer tokens than could be kept
   * (runs of blanks, words of thousands of letters), the text is encoded with only those tokens.
   */
  static final class TokenWindow {
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
     * Tokenises a text as far as needed to keep {@code maxTokens} of its tokens.
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
     * The tokens of a text that may have been cut.
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
}
