package dev.arena.schemas.jsonl;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.schemas.csv.BadRowException;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.InputFile;
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
    return columns.renamed(PairJsonlReader.object(next, file, ++read));
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
