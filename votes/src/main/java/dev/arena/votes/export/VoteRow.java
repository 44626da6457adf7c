package dev.arena.votes.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.jsonl.Winner;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The row of a vote in the formats that hold every outcome. */
final class VoteRow {
  /** Kaggle's columns, and those of the vote that {@code ./arena train} and replay read. */
  static final List<String> KAGGLE_COLUMNS =
      List.of(
          "id",
          "model_a",
          "model_b",
          "prompt",
          "response_a",
          "response_b",
          Outcome.WINNER_MODEL_A.columnName(),
          Outcome.WINNER_MODEL_B.columnName(),
          Outcome.WINNER_TIE.columnName(),
          "voter",
          "kind",
          "created_at");

  /** The three columns of arena-rank, and those with which rows can be selected or grouped. */
  static final List<String> ARENA_RANK_COLUMNS =
      List.of("model_a", "model_b", Winner.FIELD, "id", "voter", "kind", "created_at");

  private static final String LANGUAGE = "language";

  private VoteRow() {}

  /** The cells of {@link #KAGGLE_COLUMNS}; each text is a JSON array with one string per turn. */
  static List<String> kaggle(ExportedVote vote, ConversationPair pair) {
    List<String> cells = new ArrayList<>();
    cells.add(vote.key().pairId());
    cells.add(cell(vote.modelA()));
    cells.add(cell(vote.modelB()));
    cells.add(turns(pair, Turn::getPrompt).toString());
    cells.add(turns(pair, Turn::getResponseA).toString());
    cells.add(turns(pair, Turn::getResponseB).toString());
    for (Outcome outcome : Outcome.values()) {
      cells.add(winner(vote).outcome() == outcome ? "1" : "0");
    }
    cells.add(cell(vote.voter()));
    cells.add(vote.key().kind());
    cells.add(vote.time());
    return cells;
  }

  /** The cells of {@link #ARENA_RANK_COLUMNS}. */
  static List<String> arenaRank(ExportedVote vote) {
    return List.of(
        cell(vote.modelA()),
        cell(vote.modelB()),
        winner(vote).text(),
        vote.key().pairId(),
        cell(vote.voter()),
        vote.key().kind(),
        vote.time());
  }

  /** The fields of LMArena's sets, with texts as lists. */
  static ObjectNode lmArena(ExportedVote vote, ConversationPair pair) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("id", vote.key().pairId());
    row.put("model_a", vote.modelA());
    row.put("model_b", vote.modelB());
    row.put(Winner.FIELD, winner(vote).text());
    row.set("prompt", turns(pair, Turn::getPrompt));
    row.set("response_a", turns(pair, Turn::getResponseA));
    row.set("response_b", turns(pair, Turn::getResponseB));
    row.put("voter", vote.voter());
    row.put("kind", vote.key().kind());
    row.put("created_at", vote.time());
    row.put(LANGUAGE, pair.getAttributes().get(LANGUAGE));
    return row;
  }

  private static Winner winner(ExportedVote vote) {
    return switch (vote.outcome()) {
      case A -> Winner.MODEL_A;
      case B -> Winner.MODEL_B;
      case TIE -> Winner.TIE;
      case BOTH_BAD -> Winner.BOTH_BAD;
      case WITHDRAWN, UNKNOWN ->
          throw new IllegalArgumentException("%s is not a verdict".formatted(vote.outcome()));
    };
  }

  private static ArrayNode turns(ConversationPair pair, Function<Turn, @Nullable String> side) {
    ArrayNode texts = JsonNodeFactory.instance.arrayNode();
    pair.getTurns().forEach(turn -> texts.add(side.apply(turn)));
    return texts;
  }

  private static String cell(@Nullable String text) {
    return text == null ? "" : text;
  }
}
