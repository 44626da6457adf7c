package dev.arena.schemas.jsonl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.schemas.csv.BadRowException;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.InputFile;
import dev.arena.schemas.turns.Side;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a JSONL file, one on each line that is not blank, in constant memory. Not
 * thread-safe.
 */
public final class JsonObjects implements AutoCloseable {
  private final String file;
  private final ColumnNames columns;
  private final JsonLines lines;
  private long read;
  private long line;

  private JsonObjects(InputFile input, ColumnNames columns) {
    this.file = input.name();
    this.columns = columns;
    this.lines = new JsonLines(input.in(), file);
  }

  /**
   * Reads an opened file, which is closed with this object.
   *
   * @param columns which of the objects' fields map to Arena's
   */
  public static JsonObjects read(InputFile input, ColumnNames columns) {
    return new JsonObjects(input, columns);
  }

  /**
   * The next object, with Arena's names; null at the end.
   *
   * @throws BadRowException when the line is not a JSON object; the next call continues after it
   * @throws UserException when the file cannot be read, or is one JSON array
   */
  public @Nullable ObjectNode next() {
    JsonLines.Line next;
    try {
      next = lines.next();
    } catch (IOException e) {
      throw InputFile.unreadable(file, "JSONL", e);
    }
    if (next == null) {
      return null;
    }
    line = next.number();
    return columns.renamed(object(next, ++read));
  }

  /**
   * The object in a line.
   *
   * @param row the line's number among those that are not blank, counted from 1
   */
  private ObjectNode object(JsonLines.Line line, long row) {
    String text = line.text();
    if (text == null) {
      throw new BadRowException(file, line.number(), line.fault());
    }
    try {
      if (Side.json(text) instanceof ObjectNode object) {
        return object;
      }
      throw new BadRowException(
          file, line.number(), "holds JSON that is not an object; expected one object per line");
    } catch (JsonProcessingException e) {
      if (row == 1 && text.stripLeading().startsWith("[")) {
        throw new UserException(
            "%s:%d: is one JSON array over several lines; expected one object per line. Convert it: jq -c '.[]' FILE > FILE.jsonl"
                .formatted(file, line.number()));
      }
      int place = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getColumnNr());
      throw new BadRowException(
          file,
          line.number(),
          "is not one complete JSON object, or names a field twice (character %d); expected one object per line"
              .formatted(place));
    }
  }

  /** The line of the last object, counted from 1. */
  public long line() {
    return line;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
