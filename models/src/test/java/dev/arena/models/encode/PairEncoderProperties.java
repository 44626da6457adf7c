package dev.arena.models.encode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class PairEncoderProperties {
  /** The tiny vocabulary begins with five special tokens. */
  private static final int SPECIAL = 5;

  private static final int UNKNOWN = 1;

  private static TextTokenizer tokenizer;

  @BeforeContainer
  static void open() {
    tokenizer = TinyBundle.tokenizer();
  }

  @AfterContainer
  static void close() {
    tokenizer.close();
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void anyPairEncodesWithinTheTokenLimit(
      @ForAll("pairs") ConversationPair pair, @ForAll("specs") EncodingSpec spec) {
    EncodedPair encoded = encoder(spec).encode(pair);
    for (Sequence sequence : List.of(encoded.first(), encoded.second())) {
      assertThat(sequence.length()).isBetween(spec.kind().specialTokens(), spec.maxTokens());
      assertThat(sequence.ids()[0]).isEqualTo(tokenizer.startToken());
      assertThat(sequence.ids()[sequence.length() - 1]).isEqualTo(tokenizer.separatorToken());
      assertThat(sequence.ids()[sequence.secondSegment() - 1])
          .isEqualTo(tokenizer.separatorToken());
      assertThat(sequence.secondSegment()).isLessThanOrEqualTo(spec.promptTokens() + 2);
    }
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void swappingTheAnswersSwapsTheSequencesAndFlipsTheSignsExactly(
      @ForAll("pairs") ConversationPair pair, @ForAll("specs") EncodingSpec spec) {
    EncodedPair one = encoder(spec).encode(pair);
    EncodedPair other = encoder(spec).encode(TinyBundle.swapped(pair));
    assertThat(other.first()).isEqualTo(one.second());
    assertThat(other.second()).isEqualTo(one.first());
    assertThat(other.truncated()).isEqualTo(one.truncated());
    assertThat(other.symmetric()).isEqualTo(one.symmetric());
    for (int i = 0; i < one.antisymmetric().length; i++) {
      assertThat(other.antisymmetric()[i] == -one.antisymmetric()[i])
          .as(TextFeatures.antisymmetricNames().get(i))
          .isTrue();
    }
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void noTextBecomesASpecialToken(
      @ForAll("pairs") ConversationPair pair, @ForAll("specs") EncodingSpec spec) {
    EncodedPair encoded = encoder(spec).encode(pair);
    for (Sequence sequence : List.of(encoded.first(), encoded.second())) {
      assertThat(IntStream.of(sequence.ids()).filter(id -> id < SPECIAL && id != UNKNOWN).toArray())
          .as("tokens that neither stand for text nor surround it")
          .hasSize(spec.kind().specialTokens());
    }
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void everyFeatureIsFiniteAndOfModestSize(@ForAll("pairs") ConversationPair pair) {
    EncodedPair encoded = encoder(TinyBundle.ENCODING).encode(pair);
    for (float[] values : List.of(encoded.antisymmetric(), encoded.symmetric())) {
      for (float value : values) {
        assertThat(value).isFinite().isBetween(-30f, 30f);
      }
    }
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void answersThatAreEncodedAloneGiveTheSamePair(
      @ForAll("pairs") ConversationPair any, @ForAll("specs") EncodingSpec spec) {
    if (any.getTurns().isEmpty() || spec.kind() != EncodingSpec.Kind.BI_ENCODER) {
      return;
    }
    Turn turn = any.getTurns().get(0);
    String prompt = Objects.requireNonNullElse(turn.getPrompt(), "");
    String textA = Objects.requireNonNullElse(turn.getResponseA(), "");
    String textB = Objects.requireNonNullElse(turn.getResponseB(), "");
    EncodedPair pair = encoder(spec).encode(TinyBundle.pair("1", prompt, textA, textB));

    AnswerEncoder answers = encoder(spec).answersTo(prompt);
    AnswerEncoder.Answer a = answers.encode(textA);
    AnswerEncoder.Answer b = answers.encode(textB);

    assertThat(a.sequence()).isEqualTo(pair.first());
    assertThat(b.sequence()).isEqualTo(pair.second());
    assertThat(a.truncated() || b.truncated()).isEqualTo(pair.truncated());
    assertThat(answers.features(a, b).antisymmetric()).isEqualTo(pair.antisymmetric());
    assertThat(answers.features(a, b).symmetric()).isEqualTo(pair.symmetric());
  }

  @Provide
  Arbitrary<ConversationPair> pairs() {
    return NastyText.pairs();
  }

  @Provide
  Arbitrary<EncodingSpec> specs() {
    return Combinators.combine(
            Arbitraries.of(EncodingSpec.Kind.values()),
            Arbitraries.integers().between(EncodingSpec.FEWEST_TOKENS, 64),
            Arbitraries.doubles().between(0, 1),
            Arbitraries.of(true, false))
        .as(
            (kind, maxTokens, share, head) ->
                new EncodingSpec(
                    kind,
                    maxTokens,
                    (int) (share * (maxTokens - kind.specialTokens())),
                    head ? EncodingSpec.Cut.head() : EncodingSpec.Cut.headTail(share),
                    "\n",
                    share > 0.5 ? "(no answer)" : ""));
  }

  private static PairEncoder encoder(EncodingSpec spec) {
    return new PairEncoder(spec, FeatureSpec.all(), tokenizer);
  }
}
