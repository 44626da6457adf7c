package dev.arena.models.encode;

import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Encodes conversation pairs as input for a bundle's networks.
 *
 * <p>The prompts, and the answers, of several turns are joined with the separator of the {@link
 * EncodingSpec}; its empty turn replaces a null or blank turn. The prompt is cut to {@code
 * prompt_tokens}; the answers get the rest of {@code max_tokens} after the prompt's tokens and the
 * special tokens. The token type is 0 up to the first separator token, and 1 from there on.
 *
 * <p>Every pair can be encoded, with any text and number of turns. {@link TokenWindow} bounds the
 * tokenizer's time and memory; joining is linear. Thread-safe.
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

  /** Encodes a pair; a pair without turns reads as one with empty texts. */
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

  private String join(List<Turn> turns, Function<Turn, @Nullable String> part) {
    return JoinedTurns.text(turns, turn -> orEmptyTurn(part.apply(turn)), spec.turnSeparator());
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

  /** One side of a conversation as one text. */
  static final class JoinedTurns {
    private JoinedTurns() {}

    /** The turns' texts, joined with a separator; a single turn's text is not copied. */
    static String text(List<Turn> turns, Function<Turn, String> part, String separator) {
      return turns.size() == 1
          ? part.apply(turns.get(0))
          : turns.stream().map(part).collect(Collectors.joining(separator));
    }
  }
}
