package dev.arena.schemas.votes;

import static dev.arena.schemas.csv.CsvTable.NONE;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.BadRowException;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.csv.CreatedAt;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.CsvTable;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.InputFile;
import dev.arena.schemas.jsonl.Winner;
import dev.arena.schemas.turns.Fault;
import dev.arena.schemas.turns.TurnList;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the votes of a CSV file. Not thread-safe. */
final class CsvVotes implements FileVoteReader.Rows {
  private static final List<String> TEXTS = List.of("prompt", "response_a", "response_b");

  private final String file;
  private final CsvTable table;
  private final int[] ids;
  private final int modelA;
  private final int modelB;
  private final int winner;
  private final int language;
  private final int kind;
  private final int[] outcomes;
  private final int[] voters;
  private final int[] times;

  /** The columns of the prompt and the answers; empty if they are not read. */
  private final int[] texts;

  private CsvVotes(CsvTable table, String file, boolean texts) {
    this.file = file;
    this.table = table;
    this.ids = positions(List.of("id", "question_id"));
    this.modelA = required("model_a");
    this.modelB = required("model_b");
    this.winner = table.column(Winner.FIELD);
    this.language = table.column("language");
    this.kind = table.column("kind");
    this.outcomes = positions(Arrays.stream(Outcome.values()).map(Outcome::columnName).toList());
    this.voters = positions(CsvPair.VOTERS);
    this.times = positions(CreatedAt.FIELDS);
    int[] found = positions(TEXTS);
    this.texts =
        texts && Arrays.stream(found).noneMatch(column -> column == NONE) ? found : new int[0];
    if (winner == NONE && Arrays.stream(outcomes).anyMatch(column -> column == NONE)) {
      throw lacking("winner, or all three of winner_model_a, winner_model_b, winner_tie");
    }
  }

  static CsvVotes read(InputFile input, ColumnNames columns, boolean texts) {
    CsvTable table = CsvTable.read(input, columns);
    try {
      return new CsvVotes(table, input.name(), texts);
    } catch (RuntimeException e) {
      InputFile.closeAfter(e, table::close);
      throw e;
    }
  }

  @Override
  public @Nullable FileVote next() {
    if (!table.next()) {
      return null;
    }
    try {
      String a = model("model_a", modelA);
      String b = model("model_b", modelB);
      String voter = firstOf(voters);
      return new FileVote(
          firstOf(ids),
          a,
          b,
          winner(a, b),
          given(kind),
          voter,
          voter == null && Arrays.stream(voters).anyMatch(column -> column != NONE),
          votedAt(),
          given(language),
          null,
          turns(),
          table.line());
    } catch (Fault fault) {
      throw new BadRowException(file, table.line(), String.valueOf(fault.getMessage()));
    }
  }

  private String model(String name, int column) throws Fault {
    String model = table.cell(column);
    if (model.isBlank()) {
      throw new Fault("column %s is empty; expected the name of a model".formatted(name));
    }
    return model;
  }

  private Winner winner(String a, String b) throws Fault {
    if (winner == NONE) {
      return Winner.of(Outcome.ofVotes("column", this::vote));
    }
    String text = table.cell(winner);
    Winner found = WinnerText.of(text, a, b);
    if (found == null) {
      throw new Fault(
          "column winner is " + Fault.shown(TextNode.valueOf(text)) + "; " + WinnerText.EXPECTED);
    }
    return found;
  }

  private String vote(Outcome outcome) {
    String vote = table.cell(outcomes[outcome.ordinal()]);
    return vote.equals("0") || vote.equals("1") ? vote : Fault.shown(TextNode.valueOf(vote));
  }

  private @Nullable Instant votedAt() {
    for (int column : times) {
      Instant time = column == NONE ? null : CreatedAt.ofCell(table.cell(column));
      if (time != null) {
        return time;
      }
    }
    return null;
  }

  private @Nullable String firstOf(int[] columns) {
    for (int column : columns) {
      String text = given(column);
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  private @Nullable String given(int column) {
    String text = table.cell(column);
    return text.isBlank() ? null : text;
  }

  private @Nullable List<Turn> turns() throws Fault {
    return texts.length == 0 ? null : TurnList.turns(side(0), side(1), side(2));
  }

  private List<@Nullable String> side(int text) throws Fault {
    return Fault.at("column " + TEXTS.get(text), () -> TurnList.parse(table.cell(texts[text])));
  }

  private int[] positions(List<String> names) {
    return names.stream().mapToInt(table::column).toArray();
  }

  private int required(String name) {
    int column = table.column(name);
    if (column == NONE) {
      throw lacking(name);
    }
    return column;
  }

  private UserException lacking(String what) {
    return new UserException(
        "%s:1: the header lacks %s; found %s; expected model_a, model_b and winner. Name the columns (--columns model_a=LEFT,model_b=RIGHT,winner=VOTE), or rename them."
            .formatted(file, what, table.shownNames()));
  }

  @Override
  public void close() throws IOException {
    table.close();
  }
}
