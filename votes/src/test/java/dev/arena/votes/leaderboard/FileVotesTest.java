package dev.arena.votes.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.failure.UsageException;
import dev.arena.statistics.rating.Matchup;
import dev.arena.statistics.rating.RatingBoard;
import dev.arena.statistics.rating.RatingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which votes of a file count. */
class FileVotesTest {
  @TempDir private Path folder;

  private FileVotes read(FileVotes.Options options, String... lines) throws IOException {
    Path file = Files.write(folder.resolve("v.csv"), List.of(lines));
    return FileVotes.read(List.of(file.toString()), options);
  }

  private static FileVotes.Options slice(String name) {
    return new FileVotes.Options(
        new VoteSlice(name), null, false, Map.of(), BadRows.STOP, ColumnNames.OWN);
  }

  private static FileVotes.Options withStyle() {
    return new FileVotes.Options(
        VoteSlice.ALL, null, true, Map.of(), BadRows.STOP, ColumnNames.OWN);
  }

  @Test
  void theLastVoteOfAVoterOnAPairCounts() throws IOException {
    FileVotes votes =
        read(
            FileVotes.Options.DEFAULT,
            "id,model_a,model_b,winner,voter,created_at",
            "1,a,b,A,ann,2026-01-02T00:00:00Z",
            "1,a,b,B,ann,2026-01-03T00:00:00Z",
            "1,a,b,tie,ann,2026-01-01T00:00:00Z",
            "1,a,b,A,bob,2026-01-01T00:00:00Z");
    assertThat(votes.battles().matchups()).containsExactly(new Matchup(0, 1, 1, 0, 1));
    assertThat(votes.counts().replaced()).isEqualTo(2);
    assertThat(votes.counts().rows()).isEqualTo(4);
  }

  @Test
  void withoutTimesTheLastRowCounts() throws IOException {
    FileVotes votes =
        read(FileVotes.Options.DEFAULT, "id,model_a,model_b,winner", "1,a,b,A", "1,a,b,tie");
    assertThat(votes.battles().matchups()).containsExactly(new Matchup(0, 1, 0, 1, 0));
  }

  @Test
  void votesOfUnnamedVotersAllCountIfTheFileNamesOthers() throws IOException {
    FileVotes votes =
        read(
            FileVotes.Options.DEFAULT,
            "id,model_a,model_b,winner,voter",
            "1,a,b,A,",
            "1,a,b,B,",
            "1,a,b,A,ann",
            "1,a,b,B,ann");
    assertThat(votes.battles().matchups()).containsExactly(new Matchup(0, 1, 1, 0, 2));
    assertThat(votes.counts().replaced()).isEqualTo(1);
  }

  @Test
  void votesOnOtherModelsOrOfAnotherKindReplaceNothing() throws IOException {
    FileVotes votes =
        read(
            FileVotes.Options.DEFAULT,
            "id,model_a,model_b,winner,voter,kind",
            "1,a,b,A,ann,human",
            "1,a,c,A,ann,human",
            "1,a,b,B,ann,implicit",
            "1,b,a,A,ann,human");
    assertThat(votes.battles().matchups())
        .containsExactly(new Matchup(0, 1, 0, 0, 2), new Matchup(0, 2, 1, 0, 0));
    assertThat(votes.counts().kinds()).containsExactly("human", "implicit");
  }

  @Test
  void aVoteThatWasReplacedIsInNoSlice() throws IOException {
    FileVotes votes =
        read(
            slice("no-ties"),
            "id,model_a,model_b,winner,voter",
            "1,a,b,A,ann",
            "1,a,b,tie,ann",
            "2,a,b,B,ann");
    assertThat(votes.battles().matchups()).containsExactly(new Matchup(0, 1, 0, 0, 1));
  }

  @Test
  void votesOnPairsWithoutAnIdAllCount() throws IOException {
    FileVotes votes =
        read(FileVotes.Options.DEFAULT, "model_a,model_b,winner,voter", "a,b,A,ann", "a,b,A,ann");
    assertThat(votes.battles().votes()).isEqualTo(2);
    assertThat(votes.counts().replaced()).isZero();
  }

  @Test
  void ofOneKindThereAreTheVotesOfThatKindAndHumanOnesNeedNotSaySo() throws IOException {
    String[] lines = {
      "model_a,model_b,winner,voter,kind", "a,b,A,ann,human", "a,b,B,m,judge", "a,b,tie,eve,"
    };
    assertThat(read(kind("judge"), lines).battles().matchups())
        .containsExactly(new Matchup(0, 1, 0, 0, 1));
    assertThat(read(kind("human"), lines).battles().matchups())
        .containsExactly(new Matchup(0, 1, 1, 1, 0));
  }

  private static FileVotes.Options kind(String name) {
    return new FileVotes.Options(
        VoteSlice.ALL, name, false, Map.of(), BadRows.STOP, ColumnNames.OWN);
  }

  @Test
  void rowsWithOneModelOnBothSidesAreCountedAndLeftOut() throws IOException {
    FileVotes.Options aliases =
        new FileVotes.Options(
            VoteSlice.ALL, null, false, Map.of("b-2024", "b"), BadRows.STOP, ColumnNames.OWN);
    FileVotes votes = read(aliases, "model_a,model_b,winner", "a,b-2024,A", "b,b-2024,A", "a,b,B");
    assertThat(votes.battles().models()).containsExactly("a", "b");
    assertThat(votes.battles().votes()).isEqualTo(2);
    assertThat(votes.counts().sameModel()).isEqualTo(1);
    assertThat(votes.counts().position().decisive()).isEqualTo(2);
    assertThat(votes.counts().position().leftWins()).isEqualTo(1);
  }

  @Test
  void theLastSevenDaysEndAtTheLastVote() throws IOException {
    FileVotes votes =
        read(
            slice("last-7-days"),
            "model_a,model_b,winner,created_at",
            "a,b,A,2026-01-01T00:00:00Z",
            "a,b,B,2026-01-08T00:00:00Z",
            "a,b,tie,2026-01-08T00:00:01Z",
            "a,b,tie,no time");
    assertThat(votes.battles().matchups()).containsExactly(new Matchup(0, 1, 0, 1, 1));
  }

  @Test
  void aSliceByLanguageNeedsNoTexts() throws IOException {
    FileVotes votes =
        read(
            slice("language=German"),
            "model_a,model_b,winner,language",
            "a,b,A,German",
            "a,b,B,English");
    assertThat(votes.battles().votes()).isEqualTo(1);
  }

  @Test
  void slicesByTheTextsReadThem() throws IOException {
    String[] lines = {
      "model_a,model_b,prompt,response_a,response_b,winner_model_a,winner_model_b,winner_tie",
      "a,b,\"[\"\"Hi\"\", \"\"More\"\"]\",\"[\"\"x\"\", \"\"y\"\"]\",\"[\"\"x\"\", \"\"z\"\"]\",1,0,0",
      "a,b,Привет как дела,x,y,0,1,0"
    };
    assertThat(read(slice("multi-turn"), lines).battles().matchups())
        .containsExactly(new Matchup(0, 1, 1, 0, 0));
    assertThat(read(slice("script=Cyrillic"), lines).battles().matchups())
        .containsExactly(new Matchup(0, 1, 0, 0, 1));
  }

  @Test
  void theStyleComesFromTheTexts() throws IOException {
    FileVotes votes =
        read(
            withStyle(),
            "model_a,model_b,prompt,response_a,response_b,winner_model_a,winner_model_b,winner_tie",
            "a,b,p,long answer,short,1,0,0");
    assertThat(votes.styledBattles().votes()).isEqualTo(1);
    assertThat(votes.styledBattles().hasStyle()).isTrue();
  }

  @Test
  void theStyleComesFromTheMetadataWhereThereAreNoTexts() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("v.jsonl"),
            "{\"model_a\": \"a\", \"model_b\": \"b\", \"winner\": \"tie\", \"conv_metadata\": {\"sum_assistant_a_tokens\": 1, \"sum_assistant_b_tokens\": 2}}\n");
    assertThat(FileVotes.read(List.of(file.toString()), withStyle()).styledBattles().votes())
        .isEqualTo(1);
  }

  @Test
  void theOrderOfTheRowsDoesNotChangeTheBoard() throws IOException {
    List<String> rows =
        List.of(
            "1,a,b,A,x,2026-01-01T00:00:00Z",
            "1,a,b,B,x,2026-01-02T00:00:00Z",
            "2,b,a,A,y,2026-01-01T00:00:00Z",
            "3,a,c,tie,x,2026-01-01T00:00:00Z");
    List<String> backwards = new ArrayList<>(rows);
    Collections.reverse(backwards);
    assertThat(board(backwards)).isEqualTo(board(rows));
  }

  private RatingBoard board(List<String> rows) throws IOException {
    List<String> lines = new ArrayList<>(List.of("id,model_a,model_b,winner,voter,created_at"));
    lines.addAll(rows);
    return RatingBoard.compute(
        read(FileVotes.Options.DEFAULT, lines.toArray(String[]::new)).battles(),
        RatingOptions.DEFAULT);
  }

  @Test
  void aSliceWithoutItsValueIsRefused() {
    assertThatThrownBy(() -> new VoteSlice("language="))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--slice is language=; expected all, no-ties");
  }
}
