package dev.arena.models.encode;

import static dev.arena.models.testing.TinyBundle.pair;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.encode.EncodingSpec.Cut;
import dev.arena.models.encode.EncodingSpec.Kind;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.failure.UserException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tokenizer knows "hello", "world", "the", "answer", "is" and single letters. */
class PairEncoderTest {
  private static TextTokenizer tokenizer;

  @BeforeAll
  static void open() {
    tokenizer = TinyBundle.tokenizer();
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  @Test
  void aSequenceIsPromptAndAnswerBetweenSpecialTokens() {
    EncodedPair encoded = encode(spec(16, 8), pair("1", "hello world", "the answer", "is"));
    assertThat(encoded.first().ids()).isEqualTo(ids("[CLS] hello world [SEP] the answer [SEP]"));
    assertThat(encoded.second().ids()).isEqualTo(ids("[CLS] hello world [SEP] is [SEP]"));
    assertThat(encoded.first().secondSegment()).isEqualTo(4);
    assertThat(encoded.truncated()).isFalse();
    assertThat(encoded.tokens()).isEqualTo(7 + 6);
  }

  @Test
  void aCrossEncoderReadsBothAnswersInBothOrders() {
    EncodingSpec spec = new EncodingSpec(Kind.CROSS_ENCODER, 16, 8, Cut.head(), "\n", "");
    EncodedPair encoded = encode(spec, pair("1", "hello", "the answer", "is"));
    assertThat(encoded.first().ids()).isEqualTo(ids("[CLS] hello [SEP] the answer [SEP] is [SEP]"));
    assertThat(encoded.second().ids())
        .isEqualTo(ids("[CLS] hello [SEP] is [SEP] the answer [SEP]"));
    assertThat(encoded.first().secondSegment()).isEqualTo(3);
  }

  @Test
  void aLongPromptKeepsItsHeadAndTailInTheRequestedShare() {
    EncodedPair encoded = encode(spec(16, 4), pair("1", "a b c d e f g h", "is", "is"));
    assertThat(encoded.first().ids()).isEqualTo(ids("[CLS] a b c h [SEP] is [SEP]"));
    assertThat(encoded.truncated()).isTrue();
  }

  @Test
  void aLongAnswerIsCutToWhatThePromptLeaves() {
    EncodedPair encoded = encode(spec(12, 8), pair("1", "hello", "a b c d e f g h i j", "is"));
    assertThat(encoded.first().ids()).isEqualTo(ids("[CLS] hello [SEP] a b c d e f i j [SEP]"));
    assertThat(encoded.truncated()).isTrue();
  }

  @Test
  void theHeadPolicyKeepsOnlyTheBeginning() {
    EncodingSpec spec = new EncodingSpec(Kind.BI_ENCODER, 8, 2, Cut.head(), "\n", "");
    EncodedPair encoded = encode(spec, pair("1", "hello", "a b c d e f", "is"));
    assertThat(encoded.first().ids()).isEqualTo(ids("[CLS] hello [SEP] a b c d [SEP]"));
  }

  @Test
  void inACrossEncoderALongAnswerTakesWhatAShortOneLeaves() {
    EncodingSpec spec = new EncodingSpec(Kind.CROSS_ENCODER, 12, 2, Cut.head(), "\n", "");
    EncodedPair encoded = encode(spec, pair("1", "hello", "a b c d e f g h i", "is"));
    assertThat(encoded.first().ids())
        .isEqualTo(ids("[CLS] hello [SEP] a b c d e f [SEP] is [SEP]"));
  }

  @Test
  void turnsAreJoinedAndNullAndBlankOnesAreReplaced() {
    EncodingSpec spec =
        new EncodingSpec(Kind.BI_ENCODER, 32, 8, Cut.headTail(0.7), " the ", "world");
    EncodedPair encoded =
        encode(spec, pair("1", new Turn("a", "b", null), new Turn("  ", "c", "d")));
    assertThat(encoded.first().ids()).isEqualTo(ids("[CLS] a the world [SEP] b the c [SEP]"));
    assertThat(encoded.second().ids()).isEqualTo(ids("[CLS] a the world [SEP] world the d [SEP]"));
  }

  @Test
  void aPairWithoutTurnsIsEncodedLikeEmptyTexts() {
    EncodedPair encoded = encode(spec(16, 8), pair("1"));
    assertThat(encoded.first().ids()).isEqualTo(ids("[CLS] [SEP] [SEP]"));
    assertThat(encoded.first()).isEqualTo(encoded.second());
  }

  @Test
  void aHugeAnswerKeepsItsFirstAndLastTokens() {
    String huge = "hello " + "x y ".repeat(500_000) + "world";
    EncodedPair encoded = encode(spec(16, 4), pair("1", "is", huge, "is"));
    assertThat(encoded.first().ids())
        .isEqualTo(ids("[CLS] is [SEP] hello x y x y x y x y x y world [SEP]"));
    assertThat(encoded.truncated()).isTrue();
  }

  @Test
  void aWindowEndsBetweenCodePoints() {
    for (int shift = 0; shift < 2; shift++) {
      String huge = "a".repeat(shift) + "\uD83D\uDE00".repeat(100_000);
      EncodedPair encoded = encode(spec(16, 4), pair("1", "is", huge, "is"));
      assertThat(Arrays.stream(encoded.first().ids()).boxed()).doesNotContain(-1);
      assertThat(encoded.first().length()).isLessThanOrEqualTo(16);
    }
  }

  @Test
  void anUnpairedSurrogateIsReadAsTheReplacementCharacter() {
    assertThat(tokenizer.tokenize("a \uD83D b")).isEqualTo(tokenizer.tokenize("a \uFFFD b"));
    assertThat(tokenizer.tokenize("\uDE00\uD83D")).isEqualTo(tokenizer.tokenize("\uFFFD\uFFFD"));
    assertThat(TextTokenizer.WellFormed.text("x\uD83D\uDE00\uDE00"))
        .isEqualTo("x\uD83D\uDE00\uFFFD");
  }

  @Test
  void aTextThatSpellsASpecialTokenIsReadAsItsLetters() {
    for (String special : List.of("[CLS]", "[SEP]", "[MASK]", "[PAD]")) {
      String apart = special.replace("[", "[ ").replace("]", " ]");
      assertThat(tokenizer.tokenize("is" + special + "is"))
          .isEqualTo(tokenizer.tokenize("is " + apart + " is"));
    }
  }

  @Test
  void aTokenizerThatReadsASpecialTokenFromTextIsRefused() {
    String json =
        TinyBundle.tokenizerJson()
            .replace("{\"type\": \"BertPreTokenizer\"}", "{\"type\": \"WhitespaceSplit\"}")
            .replace("\"lowercase\": true", "\"lowercase\": false");
    InputStream in = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> TextTokenizer.read(in, "x.json"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("x.json reads the text [PAD] as a special token");
  }

  @Test
  void truncationInTheTokenizerFileIsIgnored() {
    assertThat(tokenizer.tokenize("a b c d e f g h")).hasSize(8);
  }

  /** Compared as times, because a prompt of 8 MB takes far longer than all comparisons. */
  @Test
  void aPromptIsReadOnceForAllPairsOfItsAnswers() {
    String prompt = "hello world ".repeat(700_000);
    PairEncoder encoder = new PairEncoder(spec(16, 8), FeatureSpec.all(), tokenizer);
    long start = System.nanoTime();
    AnswerEncoder answers = encoder.answersTo(prompt);
    AnswerEncoder.Answer a = answers.encode("the answer");
    AnswerEncoder.Answer b = answers.encode("is");
    long reading = System.nanoTime() - start;

    start = System.nanoTime();
    for (int pair = 0; pair < 2_016; pair++) {
      answers.features(a, b);
    }
    long comparing = System.nanoTime() - start;

    assertThat(comparing).isLessThan(2 * reading);
  }

  private static EncodedPair encode(EncodingSpec spec, ConversationPair pair) {
    return new PairEncoder(spec, FeatureSpec.all(), tokenizer).encode(pair);
  }

  private static EncodingSpec spec(int maxTokens, int promptTokens) {
    return new EncodingSpec(Kind.BI_ENCODER, maxTokens, promptTokens, Cut.headTail(0.7), "\n", "");
  }

  /** The ids of words of the tiny vocabulary and of special tokens, given by name. */
  private static int[] ids(String words) {
    return Arrays.stream(words.split(" "))
        .flatMapToInt(
            word ->
                switch (word) {
                  case "[CLS]" -> IntStream.of(tokenizer.startToken());
                  case "[SEP]" -> IntStream.of(tokenizer.separatorToken());
                  default -> IntStream.of(tokenizer.tokenize(word));
                })
        .toArray();
  }
}
