package dev.arena.schemas.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.Turn;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.InputFile;
import dev.arena.schemas.format.PairFormat;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PairCsvReaderTest {
  private static final String HEADER = "id,prompt,response_a,response_b\n";
  private static final String VOTES =
      "id,prompt,response_a,response_b,winner_model_a,winner_model_b,winner_tie\n";

  @TempDir Path folder;

  @Test
  void aKaggleRowIsReadInFull() {
    List<CsvPair> rows =
        read(
            "id,model_a,model_b,prompt,response_a,response_b,winner_model_a,winner_model_b,winner_tie\n"
                + "7,gpt,,\"[\"\"2+2?\"\", \"\"sure?\"\"]\",\"[\"\"4\"\", null]\",\"[\"\"5\"\"]\",0,1,0\n");
    CsvPair row = rows.get(0);
    assertThat(row.pair().getId()).isEqualTo("7");
    assertThat(row.pair().getModelA()).isEqualTo("gpt");
    assertThat(row.pair().getModelB()).isNull();
    assertThat(row.pair().getTurns())
        .containsExactly(new Turn("2+2?", "4", "5"), new Turn("sure?", null, null));
    assertThat(row.outcome()).isEqualTo(Outcome.WINNER_MODEL_B);
    assertThat(row.file()).isEqualTo("votes.csv");
  }

  @Test
  void allBytesOfAFilePassThroughTheCallersStream() throws IOException {
    Path file = Files.writeString(folder.resolve("votes.csv"), HEADER + "1,p,a,b\n\n\n");
    AtomicLong passed = new AtomicLong();
    try (PairReader reader =
        PairFormat.CSV.open(
            file.toString(),
            BadRows.STOP,
            ColumnNames.OWN,
            in ->
                new FilterInputStream(in) {
                  @Override
                  public int read(byte[] bytes, int offset, int length) throws IOException {
                    int count = super.read(bytes, offset, length);
                    passed.addAndGet(Math.max(0, count));
                    return count;
                  }
                })) {
      assertThat(reader).hasSize(1);
    }
    assertThat(passed).hasValue(Files.size(file));
  }

  @Test
  void columnsAreFoundByNameAmongOthers() {
    List<CsvPair> rows = read("extra,response_b,id,extra,prompt,response_a\nx,B,7,y,P,A\n");
    assertThat(rows.get(0).pair().getTurns()).containsExactly(new Turn("P", "A", "B"));
    assertThat(rows.get(0).outcome()).isNull();
  }

  @Test
  void linesAndRowsAreCountedAcrossLineBreaksInsideCells() {
    List<CsvPair> rows = read(HEADER + "1,\"a\r\nb\nc\",x,y\r\n\r\n2,p,x,y\n");
    assertThat(rows).extracting(CsvPair::line).containsExactly(2L, 6L);
    assertThat(rows).extracting(CsvPair::row).containsExactly(1L, 2L);
    assertThat(rows.get(0).pair().getTurns().get(0).getPrompt()).isEqualTo("a\r\nb\nc");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void anyLineEndingIsAccepted(String lineEnd) {
    assertThat(read((HEADER + "1,p,a,b\n2,p,a,b").replace("\n", lineEnd))).hasSize(2);
  }

  @Test
  void aByteOrderMarkIsNotPartOfTheHeader() {
    assertThat(read("\ufeff" + HEADER + "1,p,a,b\n")).hasSize(1);
  }

  @Test
  void aFileWithOnlyAHeaderHasNoRows() {
    assertThat(read(HEADER)).isEmpty();
  }

  @Test
  void aVeryLongCellIsRead() {
    String answer = "wörd \"\"q\"\" ".repeat(250_000);
    Turn turn = read(HEADER + "1,p,\"" + answer + "\",b\n").get(0).pair().getTurns().get(0);
    assertThat(turn.getResponseA()).hasSize(2_250_000).endsWith("\"q\" ");
  }

  @Test
  void aBadRowStopsReadingAndIsReportedWithItsLine() {
    assertThatThrownBy(() -> read(VOTES + "1,p,a,b,1,0,0\n2,p,a,b,yes,0,0\n"))
        .isInstanceOf(BadRowException.class)
        .hasMessage(
            "votes.csv:3: column winner_model_a is \"yes\"; expected 0 or 1."
                + " Fix the row, or pass --skip-bad-rows to skip and count it.");
  }

  @Test
  void badRowsAreSkippedAndCountedOnRequest() {
    String text = VOTES + "1,p,a,b,1,0,0\n2,p,a,b,yes,0,0\n3,p\n,p,a,b,1,0,0\n5,p,a,b,0,0,1\n";
    PairReader reader = reader(utf8(text), BadRows.SKIP);
    List<CsvPair> rows = new ArrayList<>();
    reader.forEach(rows::add);
    assertThat(rows).extracting(CsvPair::row).containsExactly(1L, 5L);
    assertThat(reader.skipped()).isEqualTo(3);
    assertThat(reader.firstSkipped()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,p,a,b,1,0          | the row has 6 fields; expected 7",
        "1,p,a,b,1,0,0,0      | the row has 8 fields; expected 7",
        "1,p,a,b,1,1,0        | columns winner_model_a and winner_model_b are both 1",
        "1,p,a,b,0,0,0        | the three winner columns are all 0",
        "1,p,a,b,,0,1         | column winner_model_a is \"\"; expected 0 or 1",
        "' ,p,a,b,0,0,1'      | column id is empty",
        "1,[5],a,b,0,0,1      | column prompt breaks at character 2 (5); expected a quoted string",
        "1,p,a,['x',0,0,1     | column response_b breaks at character 5 (the end of the cell)"
      })
  void aBadRowSaysWhatWasFoundAndExpected(String row, String message) {
    assertThatThrownBy(() -> read(VOTES + row + "\n"))
        .isInstanceOf(BadRowException.class)
        .hasMessageStartingWith("votes.csv:2: " + message);
  }

  @Test
  void anEmptyFileIsRefused() {
    assertRefused("", "votes.csv is empty; expected a header line");
  }

  @Test
  void aMissingColumnIsRefusedAndTheColumnsFoundAreNamed() {
    assertRefused(
        "id,prompt,response a\n1,p,a\n",
        "votes.csv:1: the header lacks response_a, response_b; found \"id\", \"prompt\","
            + " \"response a\"; expected prompt, response_a, response_b, or chosen, rejected (with"
            + " prompt, unless they are whole dialogues); id is optional.");
  }

  @Test
  void aRowWithoutAnIdIsNamedByFileAndLine() {
    assertThat(read("prompt,response_a,response_b\np,\"a\na\",b\np,a,b\n"))
        .extracting(row -> row.pair().getId())
        .containsExactly("votes.csv:2", "votes.csv:4");
  }

  @Test
  void theVoterAndTheTimeAreReadIfTheFileHasThem() {
    List<CsvPair> rows =
        read(
            """
            prompt,response_a,response_b,judge,voter,tstamp
            p,a,b,x,anna,1682351591.1
            p,a,b,ben,,2025-06-15 12:34:56
            p,a,b,,,soon
            """);
    assertThat(rows).extracting(CsvPair::voter).containsExactly("anna", "ben", null);
    assertThat(rows)
        .extracting(row -> row.pair().getCreatedAt())
        .containsExactly(
            Instant.parse("2023-04-24T15:53:11.100Z"), Instant.parse("2025-06-15T12:34:56Z"), null);
    assertThat(read("prompt,response_a,response_b\np,a,b\n").get(0).voter()).isNull();
  }

  @Test
  void columnsWithOtherNamesAreMapped() throws IOException {
    String text = "prompt,instruction,output_1,output_2\nignored,p,a,b\n";
    Map<String, String> names =
        Map.of("prompt", "instruction", "response_a", "output_1", "response_b", "output_2");
    assertThat(read(text, names))
        .extracting(row -> row.pair().getTurns())
        .containsExactly(List.of(new Turn("p", "a", "b")));
    assertThatThrownBy(() -> read(text, Map.of("prompt", "instructions")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("the header lacks instructions, which --columns names for prompt");
    assertThatThrownBy(() -> read(text, Map.of("promt", "instruction")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--columns names promt; expected NAME=COLUMN");
    assertThatThrownBy(() -> read(text, Map.of("response_a", "x", "response_b", "x")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("names one column of the file twice");
  }

  @Test
  void everyChosenAnswerWinsOnTheSideThatItsIdSelects() {
    StringBuilder text = new StringBuilder("prompt,chosen,rejected\n");
    for (int i = 0; i < 200; i++) {
      text.append("p,good,bad\n");
    }
    List<CsvPair> rows = read(text.toString());
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(row.pair().getTurns())
                    .containsExactly(
                        row.outcome() == Outcome.WINNER_MODEL_A
                            ? new Turn("p", "good", "bad")
                            : new Turn("p", "bad", "good")))
        .extracting(CsvPair::outcome)
        .contains(Outcome.WINNER_MODEL_A, Outcome.WINNER_MODEL_B)
        .doesNotContain(Outcome.WINNER_TIE);
    assertThat(read(text.toString())).isEqualTo(rows);
  }

  @Test
  void aRowWithAnInvalidChosenPairIsABadRow() {
    assertThatThrownBy(() -> read("id,chosen,rejected\n1,good,bad\n"))
        .isInstanceOf(BadRowException.class)
        .hasMessageStartingWith("votes.csv:2: field chosen holds only an answer");
    assertRefused("id,prompt,chosen\n", "the header lacks rejected");
  }

  @Test
  void anotherSeparatorIsNamed() {
    assertRefused("id;prompt;response_a;response_b\n", "semicolon-separated");
    assertRefused("id\tprompt\tresponse_a\tresponse_b\n", "tab-separated");
  }

  @Test
  void votesNeedAllThreeColumns() {
    assertRefused(
        "id,prompt,response_a,response_b,winner_tie\n",
        "the header lacks winner_model_a, winner_model_b");
  }

  @Test
  void aColumnNamedTwiceIsRefused() {
    assertRefused("id,prompt,response_a,response_b,prompt\n", "names column prompt twice");
  }

  @Test
  void aQuoteThatIsNeverClosedIsRefusedAndTheLineThatOpensItIsNamed() {
    assertThatThrownBy(() -> read(HEADER + "1,p,a,b\n2,p,\"a\n3,p,a,b\n"))
        .isInstanceOf(UserException.class)
        .isNotInstanceOf(BadRowException.class)
        .hasMessageStartingWith("votes.csv:3: a quote is opened here and is still open at the end");
  }

  @Test
  void rowsBeforeAFaultInTheFileAreStillRead() {
    Iterator<CsvPair> rows = reader(utf8(HEADER + "1,p,a,b\n2,p,\"a\n"), BadRows.STOP).iterator();
    assertThat(rows.next().pair().getId()).isEqualTo("1");
    assertThatThrownBy(rows::next).isInstanceOf(UserException.class);
  }

  @Test
  void aQuoteInTheMiddleOfAPlainCellIsText() {
    assertThat(read(HEADER + "1,say \"hi\",a,5\"\n").get(0).pair().getTurns())
        .containsExactly(new Turn("say \"hi\"", "a", "5\""));
  }

  @Test
  void textAfterAClosingQuoteIsRefused() {
    assertRefused(HEADER + "1,\"p\"x,a,b\n", "votes.csv is not valid CSV");
  }

  @Test
  void bytesThatAreNotUtf8AreRefusedAndTheirLineIsNamed() {
    byte[] latin1 = (HEADER + "1,p,a,b\n2,caf\u00e9,a,b\n").getBytes(StandardCharsets.ISO_8859_1);
    assertRefused(latin1, "votes.csv:3: holds a byte that is not UTF-8 (0xE9)");
    byte[] cut = (HEADER + "1,p,a,\u20ac").getBytes(StandardCharsets.UTF_8);
    assertRefused(java.util.Arrays.copyOf(cut, cut.length - 1), "votes.csv:2: holds a byte");
  }

  @Test
  void otherEncodingsAndArchivesAreNamed() {
    assertRefused((HEADER).getBytes(StandardCharsets.UTF_16), "votes.csv is UTF-16");
    assertRefused(("\ufeff" + HEADER).getBytes(Charset.forName("UTF-16LE")), "votes.csv is UTF-16");
    assertRefused(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0}, "votes.csv is compressed with gzip");
    assertRefused(new byte[] {'P', 'K', 3, 4, 0}, "votes.csv is a ZIP archive or a spreadsheet");
  }

  @Test
  void aMissingFileIsReportedInOneSentence() {
    Path file = folder.resolve("none.csv");
    assertThatThrownBy(() -> PairCsvReader.open(file, BadRows.STOP))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(file + " does not exist; expected a CSV file.");
    assertThatThrownBy(() -> PairCsvReader.open(folder, BadRows.STOP))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is a directory");
  }

  @Test
  void aFileCanBeReadOnlyOnce() throws IOException {
    Path file = Files.writeString(folder.resolve("pairs.csv"), HEADER + "1,p,a,b\n");
    try (PairReader reader = PairCsvReader.open(file.toString(), BadRows.STOP)) {
      assertThat(reader.iterator().next().file()).isEqualTo(file.toString());
      assertThatThrownBy(reader::iterator).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void theStreamIsClosedWithTheReaderAndAfterAFailure() {
    ClosingStream good = new ClosingStream(HEADER);
    reader(good, BadRows.STOP).close();
    assertThat(good.closed).isTrue();
    ClosingStream bad = new ClosingStream("nonsense\n");
    assertThatThrownBy(() -> reader(bad, BadRows.STOP)).isInstanceOf(UserException.class);
    assertThat(bad.closed).isTrue();
  }

  private static void assertRefused(String text, String message) {
    assertRefused(text.getBytes(StandardCharsets.UTF_8), message);
  }

  private static void assertRefused(byte[] bytes, String message) {
    assertThatThrownBy(() -> readAll(new ByteArrayInputStream(bytes)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  private static List<CsvPair> read(String text) {
    return readAll(utf8(text));
  }

  private List<CsvPair> read(String text, Map<String, String> names) throws IOException {
    Path file = Files.writeString(folder.resolve("votes.csv"), text);
    List<CsvPair> rows = new ArrayList<>();
    try (PairReader reader =
        PairFormat.CSV.open(
            file.toString(), BadRows.STOP, new ColumnNames(names), UnaryOperator.identity())) {
      reader.forEach(rows::add);
    }
    return rows;
  }

  private static List<CsvPair> readAll(InputStream in) {
    try (PairReader reader = reader(in, BadRows.STOP)) {
      List<CsvPair> rows = new ArrayList<>();
      reader.forEach(rows::add);
      return rows;
    }
  }

  private static PairReader reader(InputStream in, BadRows policy) {
    return PairCsvReader.read(new InputFile(in, "votes.csv"), policy, ColumnNames.OWN);
  }

  private static InputStream utf8(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static final class ClosingStream extends ByteArrayInputStream {
    private boolean closed;

    private ClosingStream(String text) {
      super(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
