package dev.arena.streamer.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.csv.BadRowException;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowSourceTest {
  private static final String HEADER = "id,prompt,response_a,response_b\n";

  @TempDir Path directory;

  @Test
  void filesFollowOneAnother() throws IOException {
    List<String> files =
        List.of(file("a.csv", "1,p,a,b\n2,p,a,b\n"), file("b.csv", ""), file("c.csv", "3,p,a,b\n"));
    assertThat(ids(files, BadRows.STOP, Long.MAX_VALUE)).containsExactly("1", "2", "3");
    assertThat(RowSource.check(ReplayInput.of(files, Long.MAX_VALUE)).count()).isEqualTo(3);
  }

  @Test
  void theLimitCountsAcrossAllFiles() throws IOException {
    List<String> files = List.of(file("a.csv", "1,p,a,b\n2,p,a,b\n"), file("b.csv", "3,p,a,b\n"));
    assertThat(ids(files, BadRows.STOP, 1)).containsExactly("1");
    assertThat(RowSource.check(ReplayInput.of(files, 1)).count()).isEqualTo(1);
    assertThat(RowSource.check(ReplayInput.of(files, 3)).count()).isEqualTo(3);
  }

  @Test
  void aBadRowIsFoundBeforeAnythingIsSent() throws IOException {
    List<String> files = List.of(file("a.csv", "1,p,a,b\n2,p\n"));
    assertThatThrownBy(() -> RowSource.check(ReplayInput.of(files, Long.MAX_VALUE)))
        .isInstanceOf(BadRowException.class)
        .hasMessageContaining("a.csv:3: the row has 2 fields");
  }

  @Test
  void aBadRowBeyondTheLimitDoesNotMatter() throws IOException {
    List<String> files = List.of(file("a.csv", "1,p,a,b\n2,p\n"));
    assertThat(RowSource.check(ReplayInput.of(files, 1)).count()).isEqualTo(1);
  }

  @Test
  void badRowsAreSkippedAndCountedAcrossAllFiles() throws IOException {
    List<String> files = List.of(file("a.csv", "1,p,a,b\n2,p\n"), file("b.csv", "3\n4,p,a,b\n"));
    try (RowSource rows =
        new RowSource(
            new ReplayInput(files, null, BadRows.SKIP, ColumnNames.OWN, Long.MAX_VALUE))) {
      assertThat(rows.next().pair().getId()).isEqualTo("1");
      assertThat(rows.next().pair().getId()).isEqualTo("4");
      assertThat(rows.hasNext()).isFalse();
      assertThat(rows.skipped()).isEqualTo(2);
      assertThat(rows.firstSkipped()).extracting(BadRowException::line).containsExactly(3L, 2L);
    }
  }

  @Test
  void aMissingSecondFileIsFoundBeforeAnythingIsSentEvenIfBadRowsAreSkipped() throws IOException {
    List<String> files = List.of(file("a.csv", "1,p,a,b\n"), directory.resolve("no").toString());
    assertThatThrownBy(() -> RowSource.check(ReplayInput.of(files, Long.MAX_VALUE)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("does not exist");
    ReplayInput skipping =
        new ReplayInput(files, null, BadRows.SKIP, ColumnNames.OWN, Long.MAX_VALUE);
    assertThatThrownBy(() -> RowSource.check(skipping)).isInstanceOf(UserException.class);
  }

  @Test
  void csvAndJsonlFilesFollowOneAnother() throws IOException {
    Path jsonl = directory.resolve("b.jsonl");
    Files.writeString(
        jsonl, "{'id':'2','prompt':'p','response_a':'a','response_b':'b'}\n".replace('\'', '"'));
    List<String> files = List.of(file("a.csv", "1,p,a,b\n"), jsonl.toString());
    assertThat(ids(files, BadRows.STOP, 9)).containsExactly("1", "2");
    assertThat(RowSource.check(ReplayInput.of(files, Long.MAX_VALUE)).count()).isEqualTo(2);
  }

  @Test
  void standardInputCannotBeCounted() {
    assertThat(RowSource.check(ReplayInput.of(List.of("-"), Long.MAX_VALUE)).count()).isZero();
  }

  @Test
  void filesThatChangedSinceTheyWereCheckedAreRefused() throws IOException {
    String file = file("a.csv", "1,p,a,b\n2,p,a,b\n");
    RowSource.CheckedRows checked = RowSource.check(ReplayInput.of(List.of(file), Long.MAX_VALUE));
    checked.requireSame(new ReplayProgress(2, 2, 0, 0, 0));
    assertThatThrownBy(() -> checked.requireSame(new ReplayProgress(1, 1, 0, 0, 0)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("had 2 rows when they were checked, and 1 when they were sent");
    Files.writeString(Path.of(file), "3,p,a,b\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> checked.requireSame(new ReplayProgress(2, 2, 0, 0, 0)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("a.csv changed while it was being read");
  }

  @Test
  void aVoteThatCannotBeSentIsFoundBeforeAnythingIsSent() throws IOException {
    Path votes =
        Files.writeString(
            directory.resolve("votes.csv"),
            """
            voter,prompt,response_a,response_b,winner_model_a,winner_model_b,winner_tie
            anna,p,a,b,1,0,0
            %s,p,a,b,1,0,0
            """
                .formatted("x".repeat(257)));

    assertRefused(
        votes.toString(),
        VotedAt.SENDING,
        "votes.csv:3: the voter's name has 257 characters; expected at most 256");
    assertRefused(votes.toString(), VotedAt.FILE, "votes.csv:2: the row has no time");
    assertRefused(file("a.csv", "1,p,a,b\n"), VotedAt.SENDING, "a.csv:2: the file has no votes");
  }

  private static void assertRefused(String file, VotedAt votedAt, String message) {
    ReplayInput input =
        new ReplayInput(
            List.of(file), null, BadRows.STOP, ColumnNames.OWN, Long.MAX_VALUE, votedAt);
    assertThatThrownBy(() -> RowSource.check(input))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(message);
  }

  @Test
  void thereIsNothingAfterTheLastRow() throws IOException {
    try (RowSource rows =
        new RowSource(ReplayInput.of(List.of(file("a.csv", "1,p,a,b\n")), Long.MAX_VALUE))) {
      rows.next();
      assertThatThrownBy(rows::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  private static List<String> ids(List<String> files, BadRows policy, long limit) {
    List<String> ids = new ArrayList<>();
    try (RowSource rows =
        new RowSource(new ReplayInput(files, null, policy, ColumnNames.OWN, limit))) {
      rows.forEachRemaining(row -> ids.add(row.pair().getId()));
    }
    return ids;
  }

  private String file(String name, String rows) throws IOException {
    return Files.writeString(directory.resolve(name), HEADER + rows).toString();
  }
}
