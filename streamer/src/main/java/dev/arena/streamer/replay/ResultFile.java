package dev.arena.streamer.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.arena.schemas.file.OutputFile;
import dev.arena.schemas.format.PairFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The result file of a replay: every row with its result, in the order of the input, as CSV or
 * JSONL depending on the file's name. Not thread-safe.
 */
final class ResultFile implements AutoCloseable {
  private final WholeFile file;
  private final PairFormat format;
  private final CsvWriter csv;

  private ResultFile(WholeFile file, PairFormat format) {
    this.file = file;
    this.format = format;
    this.csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(file.writer());
  }

  /**
   * Begins a result; {@code -} is standard output, as CSV.
   *
   * @throws dev.arena.schemas.failure.UserException if the file cannot be written
   */
  static ResultFile open(String name) {
    ResultFile result = new ResultFile(WholeFile.open(name), PairFormat.ofName(name));
    if (result.format == PairFormat.CSV) {
      result.csv.writeRecord(ResultRow.COLUMNS);
    }
    return result;
  }

  /** Adds a row; rows must be added in the input's order. */
  void add(ReplayRow row, RowResult result) {
    ObjectNode fields = ResultRow.of(row, result);
    switch (format) {
      case CSV -> write(ResultRow.COLUMNS.stream().map(name -> cell(fields.path(name))).toList());
      case JSONL -> file.write(fields + "\n");
    }
  }

  private void write(List<String> cells) {
    try {
      csv.writeRecord(cells);
    } catch (UncheckedIOException e) {
      throw OutputFile.unwritable(file.name(), e);
    }
  }

  /** A cell's text; lists and objects are written as JSON, as in Kaggle's files. */
  private static String cell(JsonNode value) {
    return value.isNull() ? "" : value.isContainerNode() ? value.toString() : value.asText();
  }

  /** Marks the result as complete, so that closing moves the file into place. */
  void complete() {
    file.complete();
  }

  @Override
  public void close() {
    try (file) {
      csv.flush();
    } catch (IOException | UncheckedIOException e) {
      throw OutputFile.unwritable(file.name(), e);
    }
  }
}
