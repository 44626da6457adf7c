package dev.arena.votes.leaderboard.live;

import dev.arena.votes.battle.JsonArrays;
import dev.arena.votes.leaderboard.BoardMethod;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;

/** The key of a board in the topic of leaderboards. */
record BoardKey(Part part, BoardMethod method) {
  /**
   * The votes of a board.
   *
   * @param kind the kind of votes
   * @param slice the name of the slice
   */
  record Part(String kind, String slice) {}

  /**
   * The key with this text.
   *
   * @throws IllegalArgumentException if it is not that of a board
   */
  static BoardKey parse(String text) {
    List<String> parts = JsonArrays.texts(text);
    BoardMethod method =
        Arrays.stream(BoardMethod.values())
            .filter(each -> parts.size() == 3 && each.toString().equals(parts.get(2)))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("not the key of a board"));
    return new BoardKey(new Part(parts.get(0), parts.get(1)), method);
  }

  /** A compact JSON array of kinds, slice and method; the topic has its UTF-8 bytes as key. */
  String text() {
    return JsonArrays.text(List.of(part.kind(), part.slice(), method.toString()));
  }

  /** The same with a date, as in the topic of the history. */
  String text(LocalDate date) {
    return JsonArrays.text(List.of(part.kind(), part.slice(), method.toString(), date.toString()));
  }
}
