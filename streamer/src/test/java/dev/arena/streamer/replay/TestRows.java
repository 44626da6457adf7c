package dev.arena.streamer.replay;

import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of a file that does not exist: row 1 of x.csv has id1 and is on line 2. */
final class TestRows {
  private TestRows() {}

  static ReplayRow row(long number, @Nullable Outcome vote) {
    return row(number, vote, "p");
  }

  static ReplayRow row(long number, @Nullable Outcome vote, String prompt) {
    return row(number, vote, new Turn(prompt, "a, b", null), Map.of());
  }

  static ReplayRow row(
      long number, @Nullable Outcome vote, Turn turn, Map<String, String> attributes) {
    ConversationPair pair =
        ConversationPair.newBuilder()
            .setId("id" + number)
            .setTurns(List.of(turn))
            .setModelA("m")
            .setModelB(null)
            .setCreatedAt(Instant.parse("2025-06-15T12:34:56.789Z"))
            .setAttributes(attributes)
            .build();
    return new ReplayRow(number, new CsvPair(pair, vote, "x.csv", number + 1, number));
  }
}
