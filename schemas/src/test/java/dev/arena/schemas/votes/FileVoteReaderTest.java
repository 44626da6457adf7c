package dev.arena.schemas.votes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.BadRowException;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.jsonl.Winner;
import dev.arena.schemas.votes.FileVote.AnswerStyles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read from files of votes, and which rows are refused. */
class FileVoteReaderTest {
  @TempDir private Path folder;

  private List<FileVote> read(String name, String content, ColumnNames columns, boolean texts)
      throws IOException {
    Path file = Files.writeString(folder.resolve(name), content);
    List<FileVote> rows = new ArrayList<>();
    try (FileVoteReader reader =
        FileVoteReader.open(file.toString(), BadRows.STOP, columns, texts)) {
      for (FileVote row = reader.next(); row != null; row = reader.next()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private List<FileVote> read(String name, String content) throws IOException {
    return read(name, content, ColumnNames.OWN, false);
  }

  private static FileVote vote(@Nullable String id, String modelA, String modelB, Winner winner) {
    return new FileVote(id, modelA, modelB, winner, null, null, false, null, null, null, null, 2);
  }

  @ParameterizedTest
  @CsvSource({
    "model_a, MODEL_A",
    "model_b, MODEL_B",
    "tie, TIE",
    "both_bad, BOTH_BAD",
    "tie (bothbad), BOTH_BAD",
    "A, MODEL_A",
    "b, MODEL_B",
    "gpt, MODEL_A",
    "llama, MODEL_B"
  })
  void aPlainFileNamesTheWinnerInOneColumn(String text, Winner winner) throws IOException {
    assertThat(read("v.csv", "model_a,model_b,winner\ngpt,llama," + text + "\n"))
        .containsExactly(vote(null, "gpt", "llama", winner));
  }

  @Test
  void aKaggleFileHasThreeColumnsAndItsTextsAreIgnored() throws IOException {
    assertThat(
            read(
                "v.csv",
                """
                id,model_a,model_b,prompt,response_a,response_b,winner_model_a,winner_model_b,winner_tie,judge,tstamp
                7,a,b,not JSON [,,,0,0,1,ann,1700000000
                """))
        .containsExactly(
            new FileVote(
                "7",
                "a",
                "b",
                Winner.TIE,
                null,
                "ann",
                false,
                Instant.parse("2023-11-14T22:13:20Z"),
                null,
                null,
                null,
                2));
  }

  @Test
  void aLineOfLmArenasDataHasTheVoterTheTimeTheLanguageAndTheStyle() throws IOException {
    assertThat(
            read(
                "v.jsonl",
                """
                {"question_id": "q", "model_a": "a", "model_b": "b", "winner": "tie (bothbad)", "judge": "u1", "tstamp": 1700000000.5, "language": "German", "conv_metadata": {"sum_assistant_a_tokens": 10, "sum_assistant_b_tokens": 20, "header_count_a": {"h1": 1, "h2": 2}, "header_count_b": {"h1": 0}, "list_count_a": {"ordered": 4, "unordered": 1}, "list_count_b": {}, "bold_count_a": {"**": 2, "__": 1}, "bold_count_b": 6}}
                """))
        .containsExactly(
            new FileVote(
                "q",
                "a",
                "b",
                Winner.BOTH_BAD,
                null,
                "u1",
                false,
                Instant.parse("2023-11-14T22:13:20.500Z"),
                "German",
                new AnswerStyles(10, 20, 3, 0, 5, 0, 3, 6),
                null,
                1));
  }

  @Test
  void aVoteWithoutAVoterIsAnonymousIfTheFileNamesOthers() throws IOException {
    assertThat(read("v.csv", "id,model_a,model_b,winner,voter,kind\n1,a,b,A,,judge\n"))
        .allSatisfy(vote -> assertThat(vote.anonymous()).isTrue())
        .allSatisfy(vote -> assertThat(vote.kind()).isEqualTo("judge"));
    assertThat(
            read(
                "v.jsonl",
                "{\"id\": 1, \"model_a\": \"a\", \"model_b\": \"b\", \"winner\": \"A\", \"voter\": null}\n"))
        .allSatisfy(vote -> assertThat(vote.anonymous()).isTrue());
  }

  @Test
  void aWinnerThatMeansBothSidesIsABadRow() {
    assertThatThrownBy(() -> read("v.csv", "model_a,model_b,winner\nB,A,A\n"))
        .isInstanceOf(BadRowException.class)
        .hasMessageContaining("also the name of the other side's model");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "v.csv;model_a,model_b,winner,prompt,response_a,response_b|a,b,B,p,x,y",
        "v.jsonl;{\"model_a\":\"a\",\"model_b\":\"b\",\"winner\":\"B\",\"prompt\":\"p\",\"response_a\":\"x\",\"response_b\":\"y\"}"
      })
  void textsAreReadOnRequest(String name, String content) throws IOException {
    String lines = content.replace('|', '\n') + "\n";
    assertThat(read(name, lines, ColumnNames.OWN, true))
        .allSatisfy(vote -> assertThat(vote.winner()).isEqualTo(Winner.MODEL_B))
        .allSatisfy(vote -> assertThat(vote.turns()).containsExactly(new Turn("p", "x", "y")));
    assertThat(read(name, lines)).allSatisfy(vote -> assertThat(vote.turns()).isNull());
  }

  @Test
  void columnsCanBeMapped() throws IOException {
    assertThat(
            read(
                "v.csv",
                "left,right,vote,user\na,b,A,ann\n",
                new ColumnNames(
                    Map.of(
                        "model_a", "left", "model_b", "right", "winner", "vote", "voter", "user")),
                false))
        .containsExactly(
            new FileVote(
                null, "a", "b", Winner.MODEL_A, null, "ann", false, null, null, null, null, 2));
  }

  @Test
  void aBadRowIsNamedWithFileAndLine() {
    assertThatThrownBy(() -> read("v.csv", "model_a,model_b,winner\na,b,tie\na,b,draw\n"))
        .isInstanceOf(BadRowException.class)
        .hasMessageContaining("v.csv:3: column winner is \"draw\"; expected model_a, model_b, tie");
    assertThatThrownBy(() -> read("v.csv", "model_a,model_b,winner\na,,tie\n"))
        .hasMessageContaining("v.csv:2: column model_b is empty; expected the name of a model");
    assertThatThrownBy(() -> read("v.csv", "model_a,model_b,winner\na,tie\n"))
        .hasMessageContaining("v.csv:2: the row has 2 fields; expected 3");
    assertThatThrownBy(() -> read("v.jsonl", "{\"model_a\": \"a\", \"model_b\": \"b\"}\n"))
        .hasMessageContaining("v.jsonl:1: field winner is missing");
  }

  @Test
  void badRowsAreSkippedAndCountedOnRequest() throws IOException {
    Path file =
        Files.writeString(folder.resolve("v.csv"), "model_a,model_b,winner\na,b,x\na,b,tie\na\n");
    try (FileVoteReader reader =
        FileVoteReader.open(file.toString(), BadRows.SKIP_SILENTLY, ColumnNames.OWN, false)) {
      FileVote row = reader.next();
      assertThat(row == null ? null : row.line()).isEqualTo(3);
      assertThat(reader.next()).isNull();
      assertThat(reader.skipped()).isEqualTo(2);
    }
  }

  @Test
  void aFileWithoutTheColumnsIsRefused() {
    assertThatThrownBy(() -> read("v.csv", "model_a,model_b,score\na,b,1\n"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("v.csv:1: the header lacks winner, or all three of winner_model_a")
        .hasMessageContaining("found \"model_a\", \"model_b\", \"score\"");
    assertThatThrownBy(() -> read("v.csv", "model_b,winner\nb,1\n"))
        .hasMessageContaining("the header lacks model_a");
    assertThatThrownBy(() -> read("v.csv", "model_a,model_a,model_b,winner\na,a,b,1\n"))
        .hasMessageContaining("names column model_a twice");
    assertThatThrownBy(() -> read("v.csv", "")).hasMessageContaining("is empty");
  }
}
