package dev.arena.schemas.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.arena.schemas.Turn;
import dev.arena.schemas.format.PairFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests on real votes, if the machine has them; they are not part of the project. */
class SharedDataTest {
  private static final Path DATA =
      Path.of(System.getProperty("arena.root")).resolveSibling("shared").resolve("data");

  @ParameterizedTest
  @CsvSource({
    "arena/train.csv, 577, 196, 209, 172",
    "arena/validation.csv, 150, 47, 53, 50",
    "arena/train_decisive_1.csv, 1813, -1, -1, 0",
    "arena/train_decisive_2.csv, 1813, -1, -1, 0",
    "arena/train_decisive_3.csv, 1811, -1, -1, 0",
    "other/arena_llama3_battles.csv, 1413, -1, -1, -1",
    "other/hh_rlhf_harmless_test.csv, 2303, -1, -1, -1",
    "other/llmbar_and_processed.csv, 818, -1, -1, -1",
    "other/pandalm.csv, 999, -1, -1, -1",
    "kaggle/test.csv, 3, 0, 0, 0"
  })
  void everyRowOfRealFilesIsRead(String name, long rows, int votesA, int votesB, int ties) {
    Path file = DATA.resolve(name);
    assumeThat(file).as("real votes, not part of the project").exists();
    int[] votes = new int[Outcome.values().length];
    long read = 0;
    try (PairReader reader = PairCsvReader.open(file, BadRows.STOP)) {
      for (CsvPair row : reader) {
        assertThat(row.row()).isEqualTo(++read);
        assertThat(row.pair().getTurns()).isNotEmpty();
        assertThat(row.pair().getTurns().get(0).getPrompt()).isNotNull();
        Outcome outcome = row.outcome();
        if (outcome != null) {
          votes[outcome.ordinal()]++;
        }
      }
    }
    assertThat(read).isEqualTo(rows);
    assertCount(votes[Outcome.WINNER_MODEL_A.ordinal()], votesA);
    assertCount(votes[Outcome.WINNER_MODEL_B.ordinal()], votesB);
    assertCount(votes[Outcome.WINNER_TIE.ordinal()], ties);
  }

  @Test
  void realDialoguesInHhRlhfFormatAreReadAsTheSameTurns(@TempDir Path folder) throws IOException {
    Path file = DATA.resolve("other/hh_rlhf_harmless_test.csv");
    assumeThat(file).as("real votes, not part of the project").exists();
    List<CsvPair> expected = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    try (PairReader reader = PairCsvReader.open(file, BadRows.STOP)) {
      for (CsvPair row : reader) {
        expected.add(row);
        boolean chosenIsA = row.outcome() == Outcome.WINNER_MODEL_A;
        lines
            .append(
                JsonNodeFactory.instance
                    .objectNode()
                    .put("chosen", dialogue(row, chosenIsA))
                    .put("rejected", dialogue(row, !chosenIsA)))
            .append('\n');
      }
    }
    Path dialogues = Files.writeString(folder.resolve("hh.jsonl"), lines);
    try (PairReader reader = PairFormat.JSONL.open(dialogues.toString(), BadRows.STOP)) {
      Iterator<CsvPair> rows = reader.iterator();
      for (CsvPair row : expected) {
        CsvPair read = rows.next();
        boolean chosenIsA = read.outcome() == Outcome.WINNER_MODEL_A;
        boolean wasA = row.outcome() == Outcome.WINNER_MODEL_A;
        assertThat(dialogue(read, chosenIsA)).isEqualTo(dialogue(row, wasA));
        assertThat(dialogue(read, !chosenIsA)).isEqualTo(dialogue(row, !wasA));
        assertThat(read.pair().getTurns()).hasSameSizeAs(row.pair().getTurns());
      }
      assertThat(rows).isExhausted();
    }
  }

  private static String dialogue(CsvPair row, boolean ofA) {
    StringBuilder text = new StringBuilder();
    for (Turn turn : row.pair().getTurns()) {
      text.append("\n\nHuman: ").append(plain(turn.getPrompt())).append("\n\nAssistant: ");
      text.append(plain(ofA ? turn.getResponseA() : turn.getResponseB()));
    }
    return text.toString();
  }

  private static String plain(@Nullable String text) {
    return text == null ? "" : text.strip();
  }

  private static void assertCount(int found, int expected) {
    if (expected >= 0) {
      assertThat(found).isEqualTo(expected);
    }
  }
}
