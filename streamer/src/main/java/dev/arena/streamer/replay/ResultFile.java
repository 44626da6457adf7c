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
 * The result of a replay: every row with what became of it, in the order of the input, as CSV or
 * JSONL by the file's name. Not thread-safe.
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
   * @throws dev.arena.schemas.failure.UserException when it cannot be written there
   */
  static ResultFile open(String name) {
    ResultFile result = new ResultFile(WholeFile.open(name), PairFormat.ofName(name));
    if (result.format == PairFormat.CSV) {
      result.csv.writeRecord(ResultRow.COLUMNS);
    }
    return result;
  }

  /** Adds a row; those of the input are added in their order. */
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

  /** Lists and objects are JSON in a cell, as in Kaggle's files. */
  private static String cell(JsonNode value) {
    return value.isNull() ? "" : value.isContainerNode() ? value.toString() : value.asText();
  }

  /** States that every row is added, so that closing may put the file in its place. */
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
