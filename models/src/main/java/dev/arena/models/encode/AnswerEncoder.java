package dev.arena.models.encode;

import dev.arena.models.encode.TextFeatures.AnswerStatistics;
import dev.arena.models.encode.TextFeatures.Compared;
import dev.arena.models.encode.TextFeatures.PromptStatistics;
import java.util.function.Function;

/**
 * An encoder of the answers to one prompt. It tokenises each answer once, and then compares any two
 * as {@link PairEncoder#encode} would compare them in a pair of one turn. Thread-safe.
 */
public final class AnswerEncoder {
  private static final int TURNS = 1;

  private final TextFeatures features;
  private final PromptStatistics prompt;
  private final Function<String, Tokens> tokenizer;

  AnswerEncoder(TextFeatures features, String prompt, Function<String, Tokens> tokenizer) {
    this.features = features;
    this.prompt = PromptStatistics.of(prompt);
    this.tokenizer = tokenizer;
  }

  /** What the network reads of an answer. */
  record Tokens(Sequence sequence, boolean truncated) {}

  /** An encoded answer. */
  public static final class Answer {
    private final Tokens tokens;
    private final AnswerStatistics statistics;

    private Answer(Tokens tokens, AnswerStatistics statistics) {
      this.tokens = tokens;
      this.statistics = statistics;
    }

    /** The prompt and the answer, as tokens. */
    public Sequence sequence() {
      return tokens.sequence();
    }

    /** Whether text was cut to fit. */
    public boolean truncated() {
      return tokens.truncated();
    }
  }

  /** Encodes an answer, of any length. */
  public Answer encode(String answer) {
    return new Answer(tokenizer.apply(answer), prompt.answer(answer));
  }

  /** The text features of a pair of answers that this encoder encoded. */
  public FeatureValues features(Answer a, Answer b) {
    return features.compute(new Compared(prompt, a.statistics, b.statistics, TURNS));
  }
}
