package dev.arena.schemas.jsonl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.BadRowException;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.csv.PairReader;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.InputFile;
import dev.arena.schemas.format.PairFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairJsonlReaderTest {
  /** A row as in lmsys/chatbot_arena_conversations (33k), including the fields that are ignored. */
  private static final String OF_33K =
      """
      {"question_id":"58210e39","model_a":"heron-7b","model_b":"lark-13b","winner":"tie (bothbad)",\
      "judge":"arena_user_973","conversation_a":[{"content":"2+2?","role":"user"},{"content":"4",\
      "role":"assistant"}],"conversation_b":[{"content":"2+2?","role":"user"},{"content":"5",\
      "role":"assistant"}],"turn":1,"anony":true,"language":"English","tstamp":1682351591.1,\
      "openai_moderation":{"flagged":false},"toxic_chat_tag":{}}
      """;

  /** A row as in lmarena-ai/arena-human-preference-140k. */
  private static final String OF_140K =
      """
      {"id":"a-1","model_a":"m","model_b":"n","winner":"both_bad","evaluation_session_id":"s-9",\
      "evaluation_order":2,"conversation_a":[{"role":"user","content":[{"type":"text","text":"Hi",\
      "image":null,"mimeType":null}]},{"role":"assistant","content":[{"type":"text","text":"Hello",\
      "image":null,"mimeType":null}]},{"role":"user","content":[{"type":"text","text":"And?",\
      "image":null,"mimeType":null}]}],"conversation_b":[{"role":"user","content":[{"type":"text",\
      "text":"Hi"}]},{"role":"user","content":[{"type":"text","text":"And?"}]},{"role":"assistant",\
      "content":[{"type":"text","text":"one"},{"type":"text","text":"two"}]}],"full_conversation":[],\
      "conv_metadata":{"bold_count_a":{"**":0}},"category_tag":{},"language":"en","is_code":false,\
      "timestamp":"2025-06-15 12:34:56.789123"}
      """;

  private static final String FLAT =
      "{'id':7,'prompt':'p','response_a':['a'],'response_b':null,'winner':'model_a'}\n"
          .replace('\'', '"');

  @TempDir Path folder;

  @Test
  void aRowOfThe33kIsReadAndTwoBadAnswersCountAsATieAndAreKept() {
    CsvPair row = only(OF_33K);
    assertThat(row.pair().getId()).isEqualTo("58210e39");
    assertThat(row.pair().getTurns()).containsExactly(new Turn("2+2?", "4", "5"));
    assertThat(row.pair().getModelB()).isEqualTo("lark-13b");
    assertThat(row.outcome()).isEqualTo(Outcome.WINNER_TIE);
    assertThat(row.pair().getAttributes())
        .isEqualTo(Map.of("winner", "both_bad", "language", "English"));
    assertThat(row.pair().getCreatedAt()).isEqualTo("2023-04-24T15:53:11.100Z");
    assertThat(row.voter()).isEqualTo("arena_user_973");
  }

  @Test
  void theVoterIsOneValue() {
    assertThat(only(OF_33K.replace("\"arena_user_973\"", "[\"gpt-4\",\"pair\"]")).voter()).isNull();
    assertThat(only(OF_33K.replace("\"arena_user_973\"", "NaN")).voter()).isNull();
    assertThat(only(OF_33K.replace("\"arena_user_973\"", "17")).voter()).isEqualTo("17");
    assertThat(
            only(OF_33K.replace("{\"question_id\"", "{\"voter\":\"anna\",\"question_id\"")).voter())
        .isEqualTo("anna");
  }

  @Test
  void aRowOfThe100kIsReadEvenIfItsConversationsAreStrings() {
    String quoted =
        OF_33K
            .replaceAll("(\"conversation_[ab]\":)(\\[.*?])(,\"[ct])", "$1\"@$2@\"$3")
            .replace("tie (bothbad)", "model_b");
    StringBuilder text = new StringBuilder();
    String[] parts = quoted.split("\"@|@\"");
    for (int i = 0; i < parts.length; i++) {
      text.append(i % 2 == 0 ? parts[i] : '"' + parts[i].replace("\"", "\\\"") + '"');
    }
    assertThat(text.toString()).contains("\"conversation_a\":\"[{\\\"content");
    CsvPair row = only(text.toString());
    assertThat(row.pair().getTurns()).containsExactly(new Turn("2+2?", "4", "5"));
    assertThat(row.outcome()).isEqualTo(Outcome.WINNER_MODEL_B);
    assertThat(row.pair().getAttributes()).containsOnlyKeys("language");
  }

  @Test
  void aRowOfThe140kIsReadAndMissingAnswersAreNull() {
    CsvPair row = only(OF_140K);
    assertThat(row.pair().getTurns())
        .containsExactly(new Turn("Hi", "Hello", null), new Turn("And?", null, "one\ntwo"));
    assertThat(row.outcome()).isEqualTo(Outcome.WINNER_TIE);
    assertThat(row.pair().getAttributes())
        .isEqualTo(
            Map.of(
                "winner", "both_bad",
                "language", "en",
                "is_code", "false",
                "evaluation_session_id", "s-9",
                "evaluation_order", "2"));
    assertThat(row.pair().getCreatedAt()).isEqualTo("2025-06-15T12:34:56.789Z");
  }

  @Test
  void aRowOfThe140kIsReadAsDatasetsAndPandasWriteIt() {
    CsvPair row =
        only(
            """
            {"id":"b-1","model_a":"m","model_b":"n","winner":"tie","evaluation_session_id":"s-1",\
            "evaluation_order":1,"conversation_a":[{"role":"user","content":[{"type":"text","text":\
            "Hi","image":null,"mimeType":null}],"num_tokens":1},{"role":"assistant","content":[{\
            "type":"text","text":null,"image":null,"mimeType":null}],"num_tokens":0}],\
            "conversation_b":[{"role":"user","content":[{"type":"text","text":"Hi","image":null,\
            "mimeType":null}],"num_tokens":1},{"role":"assistant","content":[],"num_tokens":0}],\
            "full_conversation":[{"user":{"role":"user","content":[]},"model_side_a":null}],\
            "conv_metadata":{"turns":1},"category_tag":{"math_v0.1":{"math":true}},\
            "language":null,"is_code":true,"timestamp":1749990896789}
            """);
    assertThat(row.pair().getTurns()).containsExactly(new Turn("Hi", null, null));
    assertThat(row.pair().getAttributes()).doesNotContainKey("language");
    assertThat(row.pair().getCreatedAt()).isEqualTo("2025-06-15T12:34:56.789Z");
  }

  @Test
  void aRowOfThe55kAsJsonIsReadLikeKagglesCsv() {
    CsvPair row =
        only(
            """
            {"id":30192,"model_a":"m","model_b":"n","prompt":"[\\"p\\", \\"q\\"]",\
            "response_a":"[\\"a\\", null]","response_b":"[\\"b\\", \\"c\\"]",\
            "winner_model_a":0,"winner_model_b":1,"winner_tie":0}
            """);
    assertThat(row.pair().getId()).isEqualTo("30192");
    assertThat(row.pair().getTurns())
        .containsExactly(new Turn("p", "a", "b"), new Turn("q", null, "c"));
    assertThat(row.outcome()).isEqualTo(Outcome.WINNER_MODEL_B);
    assertThat(row.pair().getCreatedAt()).isNull();
  }

  @Test
  void pythonsNaNCountsAsAMissingValue() {
    CsvPair row = only(OF_33K.replace("1682351591.1", "NaN").replace("\"English\"", "NaN"));
    assertThat(row.pair().getCreatedAt()).isNull();
    assertThat(row.pair().getAttributes()).containsOnlyKeys("winner");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1682351591.1322                 | 2023-04-24T15:53:11.132Z
          1749990896789                   | 2025-06-15T12:34:56.789Z
          1749990896789123                | 2025-06-15T12:34:56.789Z
          1749990896789123456             | 2025-06-15T12:34:56.789Z
          946684800                       | 2000-01-01T00:00:00Z
          "2025-06-15T12:34:56.789Z"      | 2025-06-15T12:34:56.789Z
          "2025-06-15T14:34:56+02:00"     | 2025-06-15T12:34:56Z
          "2025-06-15T14:34:56+0200"      | 2025-06-15T12:34:56Z
          "2025-06-15 12:34:56+00"        | 2025-06-15T12:34:56Z
          "2025-06-15"                    |
          "2025-06-15 12:34:56.789123456" | 2025-06-15T12:34:56.789Z
          946684799                       |
          1e11                            |
          0                               |
          -1                              |
          1e400                           |
          4102444800000                   |
          "1999-12-31T23:59:59Z"          |
          "+999999999-12-31T23:59:59Z"    |
          "2025-02-30 12:00:00"           |
          "yesterday"                     |
          ""                              |
          null                            |
          true                            |
          {"$date":1}                     |
          """)
  void aTimeIsKeptInMillisecondsAndAnInvalidOneIsOmittedButTheRowIsRead(
      String time, @Nullable String expected) {
    assertThat(only(OF_33K.replace("1682351591.1", time)).pair().getCreatedAt())
        .isEqualTo(expected == null ? null : Instant.parse(expected));
  }

  @Test
  void ifOneFieldHasNoValidTimeTheNextIsUsed() {
    CsvPair row =
        only(OF_33K.replace("\"tstamp\"", "\"timestamp\":\"0000-00-00 00:00:00\",\"tstamp\""));
    assertThat(row.pair().getCreatedAt()).isEqualTo("2023-04-24T15:53:11.100Z");
  }

  @Test
  void kagglesColumnNamesAreReadToo() {
    CsvPair row =
        only(
            "{'id':7,'prompt':'[\\'p\\',null]','response_a':['a','b'],'response_b':'plain','winner_model_a':0,'winner_model_b':0,'winner_tie':1}"
                .replace('\'', '"'));
    assertThat(row.pair().getId()).isEqualTo("7");
    assertThat(row.pair().getTurns())
        .containsExactly(new Turn("p", "a", "plain"), new Turn(null, "b", null));
    assertThat(row.outcome()).isEqualTo(Outcome.WINNER_TIE);
    assertThat(row.pair().getAttributes()).isEmpty();
  }

  @Test
  void halfASurrogatePairBecomesU_FFFDAsInCsv() {
    assertThat(only(FLAT.replace("\"p\"", "\"x\\ud83d\"")).pair().getTurns().get(0).getPrompt())
        .isEqualTo("x\ufffd");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"id":1                      | is not one complete JSON object
          {"id":1} {"id":2}            | is not one complete JSON object
          {"id":1,"id":2}              | names a field twice
          7                            | not an object
          {}                           | field prompt is missing; expected conversation_a and conversation_b, or prompt, response_a and response_b, or prompt, chosen and rejected
          {"chosen":"4"}               | field rejected is missing; expected both chosen and rejected
          {"id":" "}                   | field id is empty
          {"id":1.5}                   | field id is not a string
          {"id":1}                     | field prompt is missing
          {"id":1,"winner":"A"}        | field winner is "A"; expected one of model_a, model_b, tie, both_bad
          {"id":1,"conversation_a":3}  | field conversation_a is not a list
          {"id":1,"conversation_a":"x"} | is a string that is not JSON
          {"id":1,"conversation_a":[{"role":"system","content":"x"}]} | role is "system" (message 1); expected user or assistant
          {"id":1,"conversation_a":[{"role":"assistant","content":"x"}]} | an answer that follows no prompt
          {"id":1,"conversation_a":[{"role":"user","content":[{"type":"image","image":"x"}]}]} | holds an image
          {"id":1,"conversation_a":[{"role":"user","content":[{"type":"video"}]}]} | type is "video"
          {"id":1,"conversation_a":[{"role":"user","content":["x",["image"]]}]} | a part without text
          {"id":1,"conversation_a":[{"role":"user","content":7}]} | content that is not a string
          {"id":1,"conversation_a":[{"role":"user","content":"x"}],"conversation_b":[]} | hold different prompts
          {"id":1,"prompt":7,"response_a":"a","response_b":"b"} | field prompt is not a string
          {"id":1,"prompt":"[","response_a":"a","response_b":"b"} | field prompt breaks at character
          """)
  void aBadRowIsReportedWithFileLineAndReasonAndTheRestIsRead(String line, String reason) {
    String text = FLAT + "\n" + line.strip() + "\r\n" + FLAT;
    assertThatThrownBy(() -> read(text, BadRows.STOP))
        .isInstanceOf(BadRowException.class)
        .hasMessageStartingWith("votes.jsonl:3: ")
        .hasMessageContaining(reason)
        .hasMessageEndingWith("or pass --skip-bad-rows to skip and count it.");
    try (PairReader reader = reader(text, BadRows.SKIP_SILENTLY)) {
      assertThat(reader).extracting(CsvPair::line).containsExactly(1L, 4L);
      assertThat(reader.skipped()).isEqualTo(1);
      assertThat(reader.firstSkipped()).extracting(BadRowException::line).containsExactly(3L);
    }
  }

  @Test
  void aRowWithoutAnIdIsNamedByFileAndLine() {
    assertThat(read("\n" + FLAT.replace("\"id\":7,", ""), BadRows.STOP))
        .extracting(row -> row.pair().getId())
        .containsExactly("votes.jsonl:2");
  }

  @Test
  void fieldsWithOtherNamesAreMapped() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("v.jsonl"),
            "{\"prompt\":7,\"question\":\"p\",\"best\":\"good\",\"worst\":\"bad\"}\n");
    ColumnNames names =
        new ColumnNames(Map.of("prompt", "question", "chosen", "best", "rejected", "worst"));
    try (PairReader rows =
        PairFormat.JSONL.open(file.toString(), BadRows.STOP, names, UnaryOperator.identity())) {
      CsvPair row = rows.iterator().next();
      assertThat(row.pair().getId()).isEqualTo("v.jsonl:1");
      assertThat(row.pair().getTurns())
          .containsExactly(
              row.outcome() == Outcome.WINNER_MODEL_A
                  ? new Turn("p", "good", "bad")
                  : new Turn("p", "bad", "good"));
      assertThat(rows.hasVotes()).isTrue();
    }
  }

  @Test
  void allRowsHaveVotesOrNoneDo() {
    String without = FLAT.replace(",\"winner\":\"model_a\"", "");
    try (PairReader reader = reader(without + FLAT, BadRows.SKIP_SILENTLY)) {
      assertThat(reader.hasVotes()).isFalse();
      assertThat(reader).hasSize(1);
      assertThat(reader.firstSkipped().get(0).fault()).startsWith("has a vote");
    }
    try (PairReader reader = reader(FLAT + without, BadRows.SKIP_SILENTLY)) {
      assertThat(reader.hasVotes()).isTrue();
      assertThat(reader).hasSize(1);
      assertThat(reader.firstSkipped().get(0).fault()).startsWith("has no winner");
    }
  }

  @Test
  void aFileThatIsNotJsonlIsRefusedWithAdvice() {
    assertThatThrownBy(() -> read("\n \n", BadRows.SKIP)).hasMessageContaining("is empty");
    assertThatThrownBy(() -> read("[\n" + FLAT + "]", BadRows.SKIP))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("one JSON array")
        .hasMessageContaining("jq -c");
    assertThatThrownBy(() -> read("\ufeff" + FLAT, BadRows.STOP, "UTF-16LE"))
        .hasMessageContaining("is UTF-16");
    assertThat(read("\ufeff" + FLAT, BadRows.STOP)).hasSize(1);
  }

  @Test
  void aLineWithBytesThatAreNotUtf8IsABadRow() {
    byte[] bytes = (FLAT + FLAT.replace("\"p\"", "\"?\"")).getBytes(StandardCharsets.UTF_8);
    bytes[FLAT.length() + FLAT.indexOf("\"p\"") + 1] = (byte) 0xff;
    try (PairReader reader = reader(bytes, BadRows.SKIP_SILENTLY)) {
      assertThat(reader).hasSize(1);
      assertThat(reader.firstSkipped().get(0).fault()).contains("not UTF-8");
    }
  }

  @Test
  void aLineThatIsTooLongIsReportedAndTheNextIsRead() throws IOException {
    byte[] bytes = ("x".repeat(200_000) + "\n{}\n").getBytes(StandardCharsets.UTF_8);
    try (JsonLines lines = new JsonLines(new ByteArrayInputStream(bytes), "f", 100_000)) {
      assertThat(lines.next()).extracting(line -> line.fault()).asString().contains("is longer");
      assertThat(lines.next()).isEqualTo(new JsonLines.Line(2, "{}", ""));
      assertThat(lines.next()).isNull();
    }
  }

  @Test
  void theNameDeterminesTheFormatAndGzipFilesAreDecompressed() throws IOException {
    assertThat(List.of("a.jsonl", "b.JSON", "c.ndjson.gz", "d.jsonl.gz"))
        .allMatch(name -> PairFormat.ofName(name) == PairFormat.JSONL);
    assertThat(List.of("a.csv", "jsonl", "-", "b.csv.gz"))
        .allMatch(name -> PairFormat.ofName(name) == PairFormat.CSV);
    byte[] csv = "id,prompt,response_a,response_b\n1,p,a,b\n".getBytes(StandardCharsets.UTF_8);
    assertThat(ids(packed("a.jsonl.gz", FLAT.getBytes(StandardCharsets.UTF_8))))
        .containsExactly("7");
    assertThat(ids(packed("b.csv.gz", csv))).containsExactly("1");
  }

  @Test
  void aTruncatedGzipFileIsReportedInOneSentenceAndParquetIsRefused() throws IOException {
    Path cut = packed("a.jsonl.gz", FLAT.repeat(1000).getBytes(StandardCharsets.UTF_8));
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(cut), (int) Files.size(cut) / 2));
    assertThatThrownBy(() -> ids(cut))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("a.jsonl.gz cannot be read (");
    Path parquet = Files.writeString(folder.resolve("a.jsonl"), "PAR1....");
    assertThatThrownBy(() -> ids(parquet)).hasMessageContaining("is Parquet; expected");
  }

  private Path packed(String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return Files.write(folder.resolve(name), bytes.toByteArray());
  }

  private static List<String> ids(Path file) {
    List<String> ids = new ArrayList<>();
    try (var rows = PairFormat.ofName(file.toString()).open(file.toString(), BadRows.STOP)) {
      rows.forEach(row -> ids.add(row.pair().getId()));
    }
    return ids;
  }

  private static CsvPair only(String text) {
    List<CsvPair> rows = read(text, BadRows.STOP);
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  private static List<CsvPair> read(String text, BadRows policy) {
    return read(text, policy, "UTF-8");
  }

  private static List<CsvPair> read(String text, BadRows policy, String charset) {
    List<CsvPair> rows = new ArrayList<>();
    try (PairReader reader = reader(text.getBytes(Charset.forName(charset)), policy)) {
      reader.forEach(rows::add);
    }
    return rows;
  }

  private static PairReader reader(String text, BadRows policy) {
    return reader(text.getBytes(StandardCharsets.UTF_8), policy);
  }

  private static PairReader reader(byte[] bytes, BadRows policy) {
    InputFile file = new InputFile(new ByteArrayInputStream(bytes), "votes.jsonl");
    return PairJsonlReader.read(file, policy, ColumnNames.OWN);
  }
}
