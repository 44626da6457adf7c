package dev.arena.schemas.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.Turn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExamplesTest {
  private static final Path EXAMPLES = Path.of(System.getProperty("arena.root"), "examples");

  @Test
  void thePairsHoldWhatTheirReadmeSays() {
    List<CsvPair> rows = read("pairs.csv");
    assertThat(rows).hasSize(41);
    assertThat(rows).extracting(row -> row.pair().getId()).doesNotHaveDuplicates();
    assertThat(rows).allMatch(row -> row.outcome() == null && row.pair().getModelB() != null);
    List<Turn> turns = rows.stream().flatMap(row -> row.pair().getTurns().stream()).toList();
    assertThat(turns).as("a prompt in each turn").allMatch(turn -> turn.getPrompt() != null);
    assertThat(turns).as("missing answers").anyMatch(turn -> turn.getResponseB() == null);
    assertThat(turns)
        .as("equal answers")
        .anyMatch(turn -> Objects.equals(turn.getResponseA(), turn.getResponseB()));
    assertThat(rows).as("several turns").anyMatch(row -> row.pair().getTurns().size() == 3);
  }

  @Test
  void theVotesHoldEveryOutcome() {
    Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
    List<CsvPair> rows = read("votes.csv");
    rows.forEach(row -> outcomes.add(row.outcome()));
    assertThat(rows).hasSize(30);
    assertThat(outcomes).containsExactlyInAnyOrder(Outcome.values());
  }

  private static List<CsvPair> read(String name) {
    List<CsvPair> rows = new ArrayList<>();
    try (PairReader reader = PairCsvReader.open(EXAMPLES.resolve(name), BadRows.STOP)) {
      reader.forEach(rows::add);
    }
    return rows;
  }
}
