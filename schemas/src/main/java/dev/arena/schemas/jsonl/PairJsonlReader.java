package dev.arena.schemas.jsonl;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.schemas.csv.BadRowException;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.PairReader;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.InputFile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the conversation pairs in one JSONL file, line by line and in constant memory.
 *
 * <p>Each line that is not blank is one row: a JSON object with {@code conversation_a} and {@code
 * conversation_b} as in LMArena's public data sets, with Kaggle's {@code prompt, response_a,
 * response_b}, or with {@code chosen} and {@code rejected} answers. The first good row decides
 * whether the file has votes; a later row that differs is a bad row. A line may hold up to 64 MiB.
 */
public final class PairJsonlReader implements PairReader.Rows {
  private final String file;
  private final JsonObjects objects;
  private @Nullable Boolean votes;

  private PairJsonlReader(InputFile input, ColumnNames columns) {
    this.file = input.name();
    this.objects = JsonObjects.read(input, columns);
  }

  /**
   * Reads an opened file, which is closed with the reader (and when this method throws).
   *
   * @param columns which of the objects' fields map to Arena's
   * @throws UserException when the file is unreadable, empty or one JSON array; a {@link
   *     BadRowException} when the first row is bad and the policy is {@link BadRows#STOP}
   */
  public static PairReader read(InputFile input, BadRows policy, ColumnNames columns) {
    return PairReader.of(input, "JSONL", policy, () -> new PairJsonlReader(input, columns))
        .requireRow("one JSON object per line, one per pair");
  }

  @Override
  public boolean hasVotes() {
    return Boolean.TRUE.equals(votes);
  }

  @Override
  public @Nullable CsvPair next(long number) {
    ObjectNode object = objects.next();
    if (object == null) {
      return null;
    }
    CsvPair pair = new PairObject(object, file, objects.line()).pair(number);
    requireSameVotes(pair);
    return pair;
  }

  private void requireSameVotes(CsvPair pair) {
    boolean has = pair.outcome() != null;
    if (votes == null) {
      votes = has;
    } else if (votes != has) {
      throw new BadRowException(
          file,
          pair.line(),
          has
              ? "has a vote, but the first row has none; expected votes in all rows or in none"
              : "has no winner, but the first row has one; expected votes in all rows or in none");
    }
  }

  @Override
  public void close() throws IOException {
    objects.close();
  }
}
