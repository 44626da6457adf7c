package dev.arena.models.encode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.encode.EncodingSpec.Cut;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.PairCsvReader;
import dev.arena.schemas.csv.PairReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
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

/**
 * The tokens read from a text are exactly those of the definition, with MiniLM's tokenizer and with
 * a similar one that has to read each text as a whole.
 */
class TokenWindowProperties {
  private static final String FILE = "/all-minilm-l6-v2-tokenizer.json";

  private static final Map<Kind, TextTokenizer> TOKENIZERS = new EnumMap<>(Kind.class);
  private static final Map<Kind, WholeTextWindow> DEFINITIONS = new EnumMap<>(Kind.class);

  enum Kind {
    IN_PARTS,
    AS_A_WHOLE
  }

  @BeforeContainer
  static void open() throws IOException {
    String json;
    try (InputStream in = TokenWindowProperties.class.getResourceAsStream(FILE)) {
      json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    open(Kind.IN_PARTS, json);
    open(Kind.AS_A_WHOLE, json.replaceFirst("\"clean_text\": *true", "\"clean_text\":false"));
    for (Kind kind : Kind.values()) {
      assertThat(TOKENIZERS.get(kind).readsParts()).isEqualTo(kind == Kind.IN_PARTS);
    }
  }

  private static void open(Kind kind, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    TOKENIZERS.put(kind, TextTokenizer.read(new ByteArrayInputStream(bytes), FILE));
    DEFINITIONS.put(kind, new WholeTextWindow(new ByteArrayInputStream(bytes)));
  }

  @AfterContainer
  static void close() {
    TOKENIZERS.values().forEach(TextTokenizer::close);
    DEFINITIONS.values().forEach(WholeTextWindow::close);
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void aTextHasTheTokensThatTheNativeLibraryReads(@ForAll Kind kind, @ForAll("texts") String text) {
    assertThat(TOKENIZERS.get(kind).tokenize(text)).isEqualTo(DEFINITIONS.get(kind).tokenize(text));
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void theTokensKeptAreThoseOfTheDefinition(
      @ForAll Kind kind,
      @ForAll("texts") String text,
      @ForAll("cuts") Cut cut,
      @ForAll @IntRange(max = 40) int mostAtAll,
      @ForAll @IntRange(max = 40) int less) {
    int most = Math.max(0, mostAtAll - less);
    requireAsDefined(kind, text, cut, mostAtAll, most);
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void tokensThatAreCutAgainAreThoseOfTheDefinition(
      @ForAll Kind kind,
      @ForAll("texts") String text,
      @ForAll("cuts") Cut cut,
      @ForAll @IntRange(max = 40) int most,
      @ForAll @IntRange(max = 40) int less) {
    int fewer = Math.max(0, most - less);
    PairEncoder.TokenWindow.Tokens tokens =
        new PairEncoder.TokenWindow(TOKENIZERS.get(kind), cut, most)
            .tokenize(text, most)
            .cutTo(fewer);
    WholeTextWindow.Kept expected = DEFINITIONS.get(kind).keep(text, cut, most, fewer);
    assertThat(ids(tokens)).isEqualTo(expected.ids());
    assertThat(tokens.truncated()).isEqualTo(expected.truncated());
  }

  @Example
  void realTextsAreReadAsDefined() throws IOException {
    Path votes = Path.of(System.getProperty("arena.root"), "..", "shared", "data", "arena");
    Assumptions.assumeTrue(Files.isDirectory(votes), "the votes are not here");
    try (PairReader rows =
        PairCsvReader.open(votes.resolve("validation.csv"), BadRows.values()[0])) {
      for (CsvPair row : rows) {
        texts(row.pair())
            .forEach(
                text -> {
                  requireAsDefined(Kind.IN_PARTS, text, Cut.headTail(0.7), 253, 253);
                  requireAsDefined(Kind.IN_PARTS, text, Cut.headTail(0.7), 64, 64);
                  requireAsDefined(Kind.IN_PARTS, text, Cut.head(), 253, 190);
                });
      }
    }
  }

  private static void requireAsDefined(Kind kind, String text, Cut cut, int mostAtAll, int most) {
    PairEncoder.TokenWindow.Tokens tokens =
        new PairEncoder.TokenWindow(TOKENIZERS.get(kind), cut, mostAtAll).tokenize(text, most);
    WholeTextWindow.Kept expected = DEFINITIONS.get(kind).keep(text, cut, mostAtAll, most);
    assertThat(tokens.count()).isEqualTo(expected.ids().length);
    assertThat(ids(tokens)).isEqualTo(expected.ids());
    assertThat(tokens.truncated()).isEqualTo(expected.truncated());
  }

  private static int[] ids(PairEncoder.TokenWindow.Tokens tokens) {
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
