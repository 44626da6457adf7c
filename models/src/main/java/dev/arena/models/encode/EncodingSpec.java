package dev.arena.models.encode;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the text of a pair becomes token sequences: the field {@code encoding} of {@code
 * bundle.json}.
 *
 * @param kind which texts share a sequence
 * @param maxTokens maximum number of tokens in one sequence, including special tokens
 * @param promptTokens maximum number of tokens in the prompt; the answers get what it does not use
 * @param cut which part of an overlong text is kept
 * @param turnSeparator text between two turns
 * @param emptyTurn text that replaces a null or blank turn
 */
public record EncodingSpec(
    Kind kind, int maxTokens, int promptTokens, Cut cut, String turnSeparator, String emptyTurn) {

  /** Minimum that leaves room for the special tokens and part of each text. */
  public static final int FEWEST_TOKENS = 8;

  /** Far more than any network reads. */
  private static final int MOST_TOKENS = 1 << 16;

  public EncodingSpec {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(cut, "cut");
    Objects.requireNonNull(turnSeparator, "turn_separator");
    Objects.requireNonNull(emptyTurn, "empty_turn");
    if (maxTokens < FEWEST_TOKENS || maxTokens > MOST_TOKENS) {
      throw new IllegalArgumentException(
          "max_tokens is %d; expected %d to %d".formatted(maxTokens, FEWEST_TOKENS, MOST_TOKENS));
    }
    if (promptTokens < 0 || promptTokens > maxTokens - kind.specialTokens()) {
      throw new IllegalArgumentException(
          "prompt_tokens is %d; expected 0 to %d (max_tokens minus the special tokens)"
              .formatted(promptTokens, maxTokens - kind.specialTokens()));
    }
  }

  /** Which texts share a sequence. Swapping A and B swaps the two sequences of a pair. */
  public enum Kind {
    /** {@code [CLS] prompt [SEP] answer [SEP]}, once for each answer. */
    BI_ENCODER("bi-encoder", 3),
    /** {@code [CLS] prompt [SEP] answer [SEP] other answer [SEP]}, once for each order. */
    CROSS_ENCODER("cross-encoder", 4);

    private final String text;
    private final int specialTokens;

    Kind(String text, int specialTokens) {
      this.text = text;
      this.specialTokens = specialTokens;
    }

    /** The name in {@code bundle.json}. */
    @JsonValue
    public String text() {
      return text;
    }

    /** How many special tokens each sequence holds. */
    public int specialTokens() {
      return specialTokens;
    }
  }

  /**
   * Which part of a text with too many tokens is kept.
   *
   * @param policy which end or ends
   * @param headShare for {@link CutPolicy#HEAD_TAIL}, the share in [0, 1] of kept tokens that come
   *     from the beginning; null or ignored for {@link CutPolicy#HEAD}
   */
  public record Cut(CutPolicy policy, @Nullable Double headShare) {
    public Cut {
      Objects.requireNonNull(policy, "policy");
      if (policy == CutPolicy.HEAD_TAIL
          && (headShare == null || !(headShare >= 0 && headShare <= 1))) {
        throw new IllegalArgumentException(
            "head_share is " + headShare + "; expected a number from 0 to 1");
      }
    }

    /** Keeps the beginning of a text. */
    public static Cut head() {
      return new Cut(CutPolicy.HEAD, 1.0);
    }

    /** Keeps the beginning and the end of a text. */
    public static Cut headTail(double headShare) {
      return new Cut(CutPolicy.HEAD_TAIL, headShare);
    }

    /** How many of {@code kept} tokens come from the beginning. */
    int headTokens(int kept) {
      return policy == CutPolicy.HEAD || headShare == null
          ? kept
          : (int) Math.round(kept * headShare);
    }
  }

  /** Which end or ends of a text with too many tokens are kept. */
  public enum CutPolicy {
    HEAD_TAIL("head-tail"),
    HEAD("head");

    private final String text;

    CutPolicy(String text) {
      this.text = text;
    }

    /** The name in {@code bundle.json}. */
    @JsonValue
    public String text() {
      return text;
    }
  }
}
