package dev.arena.schemas.csv;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.turns.ChosenPair;
import dev.arena.schemas.turns.Fault;
import dev.arena.schemas.turns.TurnList;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A converter from one CSV data row to a conversation pair and its vote.
 *
 * <ul>
 *   <li>The number of fields must match the header. {@code id} must not be empty; without that
 *       column, the id is {@code FILE:LINE}.
 *   <li>{@code prompt}, {@code response_a} and {@code response_b} are read by {@link TurnList}. If
 *       one has fewer turns than another, its missing turns are null.
 *   <li>{@code chosen} and {@code rejected}, in place of the responses, are read by {@link
 *       ChosenPair}.
 *   <li>An empty {@code model_a} or {@code model_b} is null.
 *   <li>The time of the pair is read by {@link CreatedAt}; {@code voter} or {@code judge} names who
 *       voted.
 *   <li>If there are vote columns, each is 0 or 1, and exactly one is 1.
 * </ul>
 */
final class PairRow {
  private final CsvHeader header;
  private final CsvRecord fields;
  private final String file;

  PairRow(CsvHeader header, CsvRecord fields, String file) {
    this.header = header;
    this.fields = fields;
    this.file = file;
  }

  /**
   * The pair and its vote, with the given row number.
   *
   * @throws BadRowException when the row cannot be parsed
   */
  CsvPair pair(long number) {
    try {
      return read(number);
    } catch (Fault fault) {
      throw new BadRowException(
          file, fields.getStartingLineNumber(), String.valueOf(fault.getMessage()));
    }
  }

  private CsvPair read(long number) throws Fault {
    CsvRecords.requireWidth(fields, header.width());
    String id = id();
    ChosenPair choice = header.hasChoice() ? choice(id) : null;
    ConversationPair pair =
        ConversationPair.newBuilder()
            .setId(id)
            .setTurns(choice == null ? turns() : choice.turns())
            .setModelA(name(CsvHeader.MODEL_A))
            .setModelB(name(CsvHeader.MODEL_B))
            .setCreatedAt(createdAt())
            .setAttributes(Map.of())
            .build();
    return new CsvPair(
        pair, outcome(choice), voter(), file, fields.getStartingLineNumber(), number);
  }

  private ChosenPair choice(String id) throws Fault {
    return ChosenPair.of(
        id,
        header.has(CsvHeader.PROMPT)
            ? TextNode.valueOf(cell(CsvHeader.PROMPT))
            : MissingNode.getInstance(),
        TextNode.valueOf(cell(ChosenPair.CHOSEN)),
        TextNode.valueOf(cell(ChosenPair.REJECTED)));
  }

  private @Nullable Outcome outcome(@Nullable ChosenPair choice) throws Fault {
    if (choice != null) {
      return Outcome.ofChoice(choice.chosenIsA());
    }
    return header.hasVotes() ? Outcome.ofVotes("column", this::vote) : null;
  }

  private String id() throws Fault {
    if (!header.has(CsvHeader.ID)) {
      return CsvPair.idOf(file, fields.getStartingLineNumber());
    }
    String id = cell(CsvHeader.ID);
    if (id.isBlank()) {
      throw new Fault("column id is empty; expected text that names the pair");
    }
    return id;
  }

  private List<Turn> turns() throws Fault {
    return TurnList.turns(
        side(CsvHeader.PROMPT), side(CsvHeader.RESPONSE_A), side(CsvHeader.RESPONSE_B));
  }

  private List<@Nullable String> side(String column) throws Fault {
    return Fault.at("column " + column, () -> TurnList.parse(cell(column)));
  }

  private @Nullable String name(String column) {
    if (!header.has(column)) {
      return null;
    }
    String name = cell(column);
    return name.isEmpty() ? null : name;
  }

  /** The first valid time among the columns; null if there is none. */
  private @Nullable Instant createdAt() {
    for (String column : CreatedAt.FIELDS) {
      Instant time = header.has(column) ? CreatedAt.ofCell(cell(column)) : null;
      if (time != null) {
        return time;
      }
    }
    return null;
  }

  private @Nullable String voter() {
    for (String column : CsvPair.VOTERS) {
      String voter = header.has(column) ? cell(column) : "";
      if (!voter.isBlank()) {
        return TurnList.whole(voter);
      }
    }
    return null;
  }

  private String vote(Outcome outcome) {
    String vote = cell(outcome.columnName());
    return vote.equals("0") || vote.equals("1") ? vote : Fault.shown(TextNode.valueOf(vote));
  }

  private String cell(String column) {
    return fields.getField(header.index(column));
  }
}
