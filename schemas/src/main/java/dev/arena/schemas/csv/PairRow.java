package dev.arena.schemas.csv;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.turns.ChosenPair;
import dev.arena.schemas.turns.TurnList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Converts one CSV data row to a conversation pair and its vote.
 *
 * <ul>
 *   <li>The number of fields must match the header. {@code id} must not be empty; without that
 *       column, the id is {@code FILE:LINE}.
 *   <li>{@code prompt}, {@code response_a} and {@code response_b} are read by {@link TurnList}. If
 *       one has fewer turns than another, its missing turns are null.
 *   <li>{@code chosen} and {@code rejected}, in place of the responses, are read by {@link
 *       ChosenPair}.
 *   <li>An empty {@code model_a} or {@code model_b} is null.
 *   <li>With columns for votes, each is 0 or 1, and exactly one is 1.
 * </ul>
 */
final class PairRow {
  private static final int LONGEST_EXCERPT = 20;

  private final CsvHeader header;
  private final CsvRecord fields;
  private final String file;

  PairRow(CsvHeader header, CsvRecord fields, String file) {
    this.header = header;
    this.fields = fields;
    this.file = file;
  }

  /** The pair and its vote, with the given row number. */
  CsvPair pair(long number) {
    if (fields.getFieldCount() != header.width()) {
      throw bad(
          "the row has "
              + fields.getFieldCount()
              + (fields.getFieldCount() == 1 ? " field; expected " : " fields; expected ")
              + header.width()
              + ", as many as the header (a text that holds a comma, quote or line end needs"
              + " quotes around it)");
    }
    String id = id();
    ChosenPair choice = header.hasChoice() ? choice(id) : null;
    ConversationPair pair =
        ConversationPair.newBuilder()
            .setId(id)
            .setTurns(choice == null ? turns() : choice.turns())
            .setModelA(name(CsvHeader.MODEL_A))
            .setModelB(name(CsvHeader.MODEL_B))
            .setCreatedAt(null)
            .setAttributes(Map.of())
            .build();
    return new CsvPair(pair, outcome(choice), file, fields.getStartingLineNumber(), number);
  }

  private ChosenPair choice(String id) {
    try {
      return ChosenPair.of(
          id,
          header.has(CsvHeader.PROMPT)
              ? TextNode.valueOf(cell(CsvHeader.PROMPT))
              : MissingNode.getInstance(),
          TextNode.valueOf(cell(ChosenPair.CHOSEN)),
          TextNode.valueOf(cell(ChosenPair.REJECTED)));
    } catch (ChosenPair.Fault fault) {
      throw bad(String.valueOf(fault.getMessage()));
    }
  }

  private @Nullable Outcome outcome(@Nullable ChosenPair choice) {
    if (choice != null) {
      return Outcome.ofChoice(choice.chosenIsA());
    }
    return header.hasVotes() ? outcome() : null;
  }

  private String id() {
    if (!header.has(CsvHeader.ID)) {
      return CsvPair.idOf(file, fields.getStartingLineNumber());
    }
    String id = cell(CsvHeader.ID);
    if (id.isBlank()) {
      throw bad("column id is empty; expected a text that names the pair");
    }
    return id;
  }

  private List<Turn> turns() {
    return TurnList.turns(
        side(CsvHeader.PROMPT), side(CsvHeader.RESPONSE_A), side(CsvHeader.RESPONSE_B));
  }

  private List<@Nullable String> side(String column) {
    try {
      return TurnList.parse(cell(column));
    } catch (TurnList.Fault fault) {
      throw bad("column " + column + " " + fault.getMessage());
    }
  }

  private @Nullable String name(String column) {
    if (!header.has(column)) {
      return null;
    }
    String name = cell(column);
    return name.isEmpty() ? null : name;
  }

  private Outcome outcome() {
    Outcome winner = null;
    for (Outcome outcome : Outcome.values()) {
      String vote = cell(outcome.columnName());
      switch (vote) {
        case "0" -> {}
        case "1" -> {
          if (winner != null) {
            throw bad(
                "columns "
                    + winner.columnName()
                    + " and "
                    + outcome.columnName()
                    + " are both 1; expected exactly one 1 among the winner columns");
          }
          winner = outcome;
        }
        default ->
            throw bad(
                "column " + outcome.columnName() + " is " + excerpt(vote) + "; expected 0 or 1");
      }
    }
    if (winner == null) {
      throw bad("the three winner columns are all 0; expected exactly one 1 among them");
    }
    return winner;
  }

  private String cell(String column) {
    return fields.getField(header.index(column));
  }

  private static String excerpt(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() <= LONGEST_EXCERPT && line.length() == text.length()
        ? '"' + line + '"'
        : '"' + line.substring(0, Math.min(LONGEST_EXCERPT, line.length())) + "...\"";
  }

  private BadRowException bad(String fault) {
    return new BadRowException(file, fields.getStartingLineNumber(), fault);
  }
}
