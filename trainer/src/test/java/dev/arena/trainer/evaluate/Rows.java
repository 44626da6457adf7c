package dev.arena.trainer.evaluate;

import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import java.util.List;

/** Rows with votes, for tests. */
final class Rows {
  private Rows() {}

  static CsvPair row(int line, Outcome outcome, Turn... turns) {
    ConversationPair pair =
        ConversationPair.newBuilder().setId("id" + line).setTurns(List.of(turns)).build();
    return new CsvPair(pair, outcome, "votes.csv", line, line - 1);
  }

  static CsvPair row(int line, Outcome outcome, String prompt, String a, String b) {
    return row(line, outcome, new Turn(prompt, a, b));
  }
}
