package dev.arena.schemas.jsonl;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.csv.BadRowException;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.file.InputFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the conversation pairs in a stream of JSON lines, one at a time. A bad line does not
 * end the stream: each non-blank line gives a pair or the reason why it has none.
 *
 * <p>It never waits for input beyond the returned line, so a program can wait for each answer
 * before it writes the next line. Not thread-safe.
 */
public final class PairLines implements Closeable {
  private static final String FORMAT = "JSONL";

  private final String name;
  private final JsonObjects objects;
  private long rows;

  private PairLines(InputStream in, String name) {
    this.name = name;
    this.objects = JsonObjects.read(new InputFile(in, name), ColumnNames.OWN);
  }

  /** One non-blank line. */
  public sealed interface Line {
    /** Its number, counted from 1, including blank lines. */
    long number();

    /** A line with a pair; if the pair has no id, its id is the line's number. */
    record Good(long number, ConversationPair pair) implements Line {}

    /**
     * A line without a pair.
     *
     * @param fault what was found and expected, without a full stop
     */
    record Bad(long number, String fault) implements Line {}
  }

  /**
   * Opens a file; {@code -} is standard input.
   *
   * @throws dev.arena.schemas.failure.UserException when it is missing or unreadable
   */
  public static PairLines open(String file) {
    InputFile opened = InputFile.open(file, FORMAT, UnaryOperator.identity());
    return read(opened.in(), opened.name());
  }

  /**
   * Reads a stream, which is closed with the result.
   *
   * @param name the stream's name in messages
   */
  public static PairLines read(InputStream in, String name) {
    return new PairLines(in, name);
  }

  /**
   * The next non-blank line; null at the end. Blocks until there is one.
   *
   * @throws dev.arena.schemas.failure.UserException when the stream cannot be read, or is not JSONL
   */
  public @Nullable Line next() {
    rows++;
    try {
      ObjectNode object = objects.next();
      if (object == null) {
        return null;
      }
      long line = objects.line();
      if (!object.has("id") && !object.has("question_id")) {
        object.put("id", line);
      }
      return new Line.Good(line, new PairObject(object, name, line).pair(rows).pair());
    } catch (BadRowException bad) {
      return new Line.Bad(bad.line(), bad.fault());
    }
  }

  @Override
  public void close() throws IOException {
    objects.close();
  }
}
