package dev.arena.models.encode;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.arena.models.encode.EncodingSpec.Cut;
import dev.arena.models.encode.EncodingSpec.Kind;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** The tokenizer of the packaged MiniLM, whose file requests truncation to 128 tokens. */
class MiniLmTokenizerProperties {
  private static final String FILE = "/all-minilm-l6-v2-tokenizer.json";

  private static TextTokenizer tokenizer;
  private static HuggingFaceTokenizer asTheFileSays;

  @BeforeContainer
  static void open() throws IOException {
    try (InputStream json = MiniLmTokenizerProperties.class.getResourceAsStream(FILE);
        InputStream again = MiniLmTokenizerProperties.class.getResourceAsStream(FILE)) {
      tokenizer = TextTokenizer.read(json, FILE);
      asTheFileSays =
          HuggingFaceTokenizer.newInstance(
              again, Map.of("truncation", "false", "padding", "false"));
    }
  }

  @AfterContainer
  static void close() {
    tokenizer.close();
    asTheFileSays.close();
  }

  @Example
  void wordsHaveTheIdsOfBertsVocabulary() {
    assertThat(tokenizer.tokenize("Hello, world!")).containsExactly(7592, 1010, 2088, 999);
    assertThat(tokenizer.startToken()).isEqualTo(101);
    assertThat(tokenizer.separatorToken()).isEqualTo(102);
  }

  @Example
  void aLongTextIsNotCutEvenIfTheFileRequestsIt() {
    assertThat(tokenizer.tokenize("word ".repeat(1000))).hasSize(1000);
  }

  @Example
  void aHugeAnswerKeepsAsManyTokensAsFit() {
    PairEncoder encoder = new PairEncoder(spec(), FeatureSpec.all(), tokenizer);
    EncodedPair encoded =
        encoder.encode(
            TinyBundle.pair("1", "why?", "lorem ipsum ".repeat(166_666), "x".repeat(2_000_000)));
    assertThat(encoded.first().length()).isEqualTo(256);
    assertThat(encoded.second().length()).as("two words too long to read").isEqualTo(2 + 3 + 2);
    assertThat(encoded.truncated()).isTrue();
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void anyPairEncodesWithinTheTokenLimit(@ForAll("pairs") ConversationPair pair) {
    EncodedPair encoded = new PairEncoder(spec(), FeatureSpec.all(), tokenizer).encode(pair);
    assertThat(encoded.first().length()).isBetween(3, 256);
    assertThat(encoded.second().length()).isBetween(3, 256);
    assertThat(IntStream.of(encoded.first().ids())).allMatch(id -> id >= 0 && id < 30_522);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void aTextWithoutSpecialTokensIsReadAsTheFileSays(@ForAll("plainTexts") String text) {
    assertThat(tokenizer.tokenize(text)).isEqualTo(NativeTokens.of(asTheFileSays, text));
  }

  @Example
  void aTextThatSpellsASpecialTokenIsReadAsItsLetters() {
    for (String special : new String[] {"[CLS]", "[SEP]", "[MASK]", "[PAD]", "[UNK]"}) {
      String apart = special.replace("[", "[ ").replace("]", " ]");
      assertThat(tokenizer.tokenize(special)).isEqualTo(tokenizer.tokenize(apart));
      assertThat(asTheFileSays.encode(special, false, false).getIds()).hasSize(1);
    }
  }

  @Example
  void theLargestTokenIsTheLastOfBertsVocabulary() {
    assertThat(tokenizer.largestToken()).isEqualTo(30_521);
  }

  @Provide
  Arbitrary<String> plainTexts() {
    return NastyText.texts().map(text -> text.replaceAll("\\[(?=(CLS|SEP|MASK|PAD|UNK)\\])", "("));
  }

  @Provide
  Arbitrary<ConversationPair> pairs() {
    return NastyText.pairs();
  }

  private static EncodingSpec spec() {
    return new EncodingSpec(Kind.BI_ENCODER, 256, 64, Cut.headTail(0.7), "\n", "");
  }
}
