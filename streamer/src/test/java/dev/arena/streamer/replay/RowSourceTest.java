package dev.arena.streamer.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.csv.BadRowException;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.replay.ReplayOptions.Answers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    assertThat(RowSource.check(ReplayOptions.awaiting(files))).isEqualTo(3);
  }

  @Test
  void theLimitCountsThroughAllFiles() throws IOException {
    List<String> files = List.of(file("a.csv", "1,p,a,b\n2,p,a,b\n"), file("b.csv", "3,p,a,b\n"));
    assertThat(ids(files, BadRows.STOP, 1)).containsExactly("1");
    assertThat(RowSource.check(ReplayOptions.awaiting(files).withLimit(1))).isEqualTo(1);
    assertThat(RowSource.check(ReplayOptions.awaiting(files).withLimit(3))).isEqualTo(3);
  }

  @Test
  void aBadRowIsFoundBeforeAnythingIsSent() throws IOException {
    List<String> files = List.of(file("a.csv", "1,p,a,b\n2,p\n"));
    assertThatThrownBy(() -> RowSource.check(ReplayOptions.awaiting(files)))
        .isInstanceOf(BadRowException.class)
        .hasMessageContaining("a.csv:3: the row has 2 fields");
  }

  @Test
  void aBadRowBehindTheLimitDoesNotMatter() throws IOException {
    List<String> files = List.of(file("a.csv", "1,p,a,b\n2,p\n"));
    assertThat(RowSource.check(ReplayOptions.awaiting(files).withLimit(1))).isEqualTo(1);
  }

  @Test
  void badRowsAreLeftOutAndCountedOverAllFiles() throws IOException {
    List<String> files = List.of(file("a.csv", "1,p,a,b\n2,p\n"), file("b.csv", "3\n4,p,a,b\n"));
    try (RowSource rows = new RowSource(files, BadRows.SKIP, Long.MAX_VALUE)) {
      assertThat(rows.next().pair().getId()).isEqualTo("1");
      assertThat(rows.next().pair().getId()).isEqualTo("4");
      assertThat(rows.hasNext()).isFalse();
      assertThat(rows.skipped()).isEqualTo(2);
    }
  }

  @Test
  void aMissingSecondFileIsFoundBeforeAnythingIsSentAlsoWhenBadRowsAreLeftOut() throws IOException {
    List<String> files = List.of(file("a.csv", "1,p,a,b\n"), directory.resolve("no").toString());
    assertThatThrownBy(() -> RowSource.check(ReplayOptions.awaiting(files)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("does not exist");
    ReplayOptions skipping =
        new ReplayOptions(
            files, BadRows.SKIP, 9, 1.0, Answers.AWAITED, ReplayOptions.DEFAULT_TIMEOUT);
    assertThatThrownBy(() -> RowSource.check(skipping)).isInstanceOf(UserException.class);
  }

  @Test
  void standardInputCannotBeCounted() {
    assertThat(RowSource.check(ReplayOptions.awaiting(List.of("-")))).isZero();
  }

  @Test
  void thereIsNothingBehindTheLastRow() throws IOException {
    try (RowSource rows =
        new RowSource(List.of(file("a.csv", "1,p,a,b\n")), BadRows.STOP, Long.MAX_VALUE)) {
      rows.next();
      assertThatThrownBy(rows::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  private static List<String> ids(List<String> files, BadRows policy, long limit) {
    List<String> ids = new ArrayList<>();
    try (RowSource rows = new RowSource(files, policy, limit)) {
      rows.forEachRemaining(row -> ids.add(row.pair().getId()));
    }
    return ids;
  }

  private String file(String name, String rows) throws IOException {
    return Files.writeString(directory.resolve(name), HEADER + rows).toString();
  }
}
