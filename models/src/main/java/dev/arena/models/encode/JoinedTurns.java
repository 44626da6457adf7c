package dev.arena.models.encode;

import dev.arena.schemas.Turn;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One side of a conversation as one text. */
final class JoinedTurns {
  private JoinedTurns() {}

  /** The turns' texts with a separator between them; that of a single turn is not copied. */
  static String text(List<Turn> turns, Function<Turn, String> part, String separator) {
    return turns.size() == 1
        ? part.apply(turns.get(0))
        : turns.stream().map(part).collect(Collectors.joining(separator));
  }
}
