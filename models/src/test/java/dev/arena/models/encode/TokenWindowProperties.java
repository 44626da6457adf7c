package dev.arena.models.encode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.encode.EncodingSpec.Cut;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.PairCsvReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Assumptions;

/** What is read of a text is exactly what its definition says, with MiniLM's tokenizer. */
class TokenWindowProperties {
  private static final String FILE = "/all-minilm-l6-v2-tokenizer.json";

  private static TextTokenizer tokenizer;
  private static WholeTextWindow definition;

  @BeforeContainer
  static void open() throws IOException {
    try (InputStream json = TokenWindowProperties.class.getResourceAsStream(FILE);
        InputStream again = TokenWindowProperties.class.getResourceAsStream(FILE)) {
      tokenizer = TextTokenizer.read(json, FILE);
      definition = new WholeTextWindow(again);
    }
  }

  @AfterContainer
  static void close() {
    tokenizer.close();
    definition.close();
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void aTextHasTheTokensThatTheNativeLibraryReads(@ForAll("texts") String text) {
    assertThat(tokenizer.tokenize(text)).isEqualTo(definition.tokenize(text));
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void theTokensKeptAreThoseOfTheDefinition(
      @ForAll("texts") String text,
      @ForAll("cuts") Cut cut,
      @ForAll @IntRange(max = 40) int mostAtAll,
      @ForAll @IntRange(max = 40) int less) {
    int most = Math.max(0, mostAtAll - less);
    requireAsDefined(text, cut, mostAtAll, most);
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void tokensThatAreCutOnceMoreAreThoseOfTheDefinition(
      @ForAll("texts") String text,
      @ForAll("cuts") Cut cut,
      @ForAll @IntRange(max = 40) int most,
      @ForAll @IntRange(max = 40) int less) {
    int fewer = Math.max(0, most - less);
    TokenWindow.Tokens tokens =
        new TokenWindow(tokenizer, cut, most).tokenize(text, most).cutTo(fewer);
    WholeTextWindow.Kept expected = definition.keep(text, cut, most, fewer);
    assertThat(ids(tokens)).isEqualTo(expected.ids());
    assertThat(tokens.truncated()).isEqualTo(expected.truncated());
  }

  @Example
  void realTextsAreReadAsDefined() throws IOException {
    Path votes = Path.of(System.getProperty("arena.root"), "..", "shared", "data", "arena");
    Assumptions.assumeTrue(Files.isDirectory(votes), "the votes are not here");
    try (PairCsvReader rows =
        PairCsvReader.open(votes.resolve("validation.csv"), BadRows.values()[0])) {
      for (CsvPair row : rows) {
        texts(row.pair())
            .forEach(
                text -> {
                  requireAsDefined(text, Cut.headTail(0.7), 253, 253);
                  requireAsDefined(text, Cut.headTail(0.7), 64, 64);
                  requireAsDefined(text, Cut.head(), 253, 190);
                });
      }
    }
  }

  private static void requireAsDefined(String text, Cut cut, int mostAtAll, int most) {
    TokenWindow.Tokens tokens = new TokenWindow(tokenizer, cut, mostAtAll).tokenize(text, most);
    WholeTextWindow.Kept expected = definition.keep(text, cut, mostAtAll, most);
    assertThat(tokens.count()).isEqualTo(expected.ids().length);
    assertThat(ids(tokens)).isEqualTo(expected.ids());
    assertThat(tokens.truncated()).isEqualTo(expected.truncated());
  }

  private static int[] ids(TokenWindow.Tokens tokens) {
    int[] ids = new int[tokens.count()];
    assertThat(tokens.copyTo(ids, 0)).isEqualTo(ids.length);
    return ids;
  }

  private static Stream<String> texts(ConversationPair pair) {
    return pair.getTurns().stream().flatMap(TokenWindowProperties::texts);
  }

  private static Stream<String> texts(Turn turn) {
    return Stream.of(turn.getPrompt(), turn.getResponseA(), turn.getResponseB())
        .filter(Objects::nonNull);
  }

  @Provide
  Arbitrary<String> texts() {
    return NastyText.texts();
  }

  @Provide
  Arbitrary<Cut> cuts() {
    return Combinators.combine(Arbitraries.doubles().between(0, 1), Arbitraries.of(true, false))
        .as((share, head) -> head ? Cut.head() : Cut.headTail(share));
  }
}
