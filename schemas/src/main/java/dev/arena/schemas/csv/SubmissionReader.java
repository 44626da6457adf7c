package dev.arena.schemas.csv;

import com.fasterxml.jackson.databind.node.TextNode;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.InputFile;
import dev.arena.schemas.turns.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the probabilities of pairs in a CSV file: a submission file, as {@link
 * SubmissionWriter} writes it, or any file with a column {@code id} and three columns such as
 * {@code judge_a, judge_b, judge_tie}.
 *
 * <p>A row in which the three cells are empty has no probabilities and is skipped. Otherwise, each
 * is a number from 0 to 1, and their sum is 1 to within 0.01, so that rounded numbers are accepted.
 */
public final class SubmissionReader {
  private static final double TOLERANCE = 0.01 + 1e-9;
  private static final List<String> SUFFIXES = List.of("_a", "_b", "_tie");

  /** The prefix of the names of a submission's columns. */
  private static final String WINNER = "winner";

  private static final List<String> SUBMISSION =
      Arrays.stream(Outcome.values()).map(Outcome::columnName).toList();

  private final InputFile input;
  private final CsvRecords records;
  private final int width;
  private final int id;
  private final int[] columns;

  /**
   * The probabilities of a pair, as they were found.
   *
   * @param id the pair's id
   * @param line the line on which the row begins, counted from 1
   * @param a probability that A is preferred
   * @param b probability that B is preferred
   * @param tie probability of a tie
   */
  public record Row(String id, long line, double a, double b, double tie) {}

  private SubmissionReader(InputFile input, CsvRecords records, @Nullable String prefix) {
    this.input = input;
    this.records = records;
    CsvRecord header = records.next();
    List<String> names = header == null ? List.of() : header.getFields();
    this.width = names.size();
    List<String> three = columns(names, prefix);
    this.id = index(names, CsvHeader.ID);
    this.columns = three.stream().mapToInt(name -> index(names, name)).toArray();
  }

  private int index(List<String> names, String column) {
    int index = names.indexOf(column);
    if (index < 0 || index != names.lastIndexOf(column)) {
      throw refused(
          1,
          "the header has %s column %s; expected it once. Rename the columns"
              .formatted(index < 0 ? "no" : "more than one", column));
    }
    return index;
  }

  /**
   * Reads a file, which is closed at the end.
   *
   * @param prefix the prefix of the names of the three columns, such as {@code judge}; null if the
   *     file has only three such columns
   * @param each receives the rows, in their order
   * @throws UserException if the file is not of this form
   */
  public static void read(InputFile input, @Nullable String prefix, Consumer<Row> each) {
    try (InputStream in = input.in();
        CsvRecords records = new CsvRecords(input)) {
      SubmissionReader reader = new SubmissionReader(input, records, prefix);
      for (CsvRecord record = records.next(); record != null; record = records.next()) {
        Row row = reader.row(record);
        if (row != null) {
          each.accept(row);
        }
      }
    } catch (IOException e) {
      throw InputFile.unreadable(input.name(), CsvRecords.FORMAT, e);
    }
  }

  private List<String> columns(List<String> names, @Nullable String prefix) {
    Map<String, List<String>> found = groups(names);
    if (prefix != null && !found.containsKey(prefix)) {
      throw refused(
          1,
          "the header has no columns %s; found %s. Name a group of columns that it contains"
              .formatted(String.join(", ", named(prefix)), CsvHeader.shown(names)));
    }
    if (found.isEmpty()) {
      throw refused(
          1,
          "the header does not contain three columns of probabilities; found %s; expected %s, or three such as judge_a, judge_b, judge_tie. Rename the columns"
              .formatted(CsvHeader.shown(names), String.join(", ", SUBMISSION)));
    }
    List<String> prefixes = List.copyOf(found.keySet());
    if (prefix == null && found.size() > 1) {
      throw refused(
          1,
          "the header has several groups of probabilities (%s); expected the name of one after the file's name, as in FILE:%s"
              .formatted(String.join(", ", prefixes), prefixes.get(1)));
    }
    return Objects.requireNonNull(found.get(prefix == null ? prefixes.get(0) : prefix));
  }

  /** The groups of three columns, by the prefix of their names. */
  private static Map<String, List<String>> groups(List<String> names) {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    if (names.containsAll(SUBMISSION)) {
      groups.put(WINNER, SUBMISSION);
    }
    for (String name : names) {
      if (name.endsWith(SUFFIXES.get(0))) {
        String prefix = name.substring(0, name.length() - SUFFIXES.get(0).length());
        if (names.containsAll(named(prefix))) {
          groups.putIfAbsent(prefix, named(prefix));
        }
      }
    }
    return groups;
  }

  private static List<String> named(String prefix) {
    return SUFFIXES.stream().map(suffix -> prefix + suffix).toList();
  }

  private @Nullable Row row(CsvRecord record) {
    long line = record.getStartingLineNumber();
    if (record.getFieldCount() != width) {
      throw refused(
          line,
          "the row has %d fields; expected %d, as many as the header. Fix the row"
              .formatted(record.getFieldCount(), width));
    }
    List<String> cells =
        Arrays.stream(columns).mapToObj(column -> record.getField(column).strip()).toList();
    if (cells.stream().allMatch(String::isEmpty)) {
      return null;
    }
    if (record.getField(id).isBlank()) {
      throw refused(line, "column id is empty; expected the id of a pair. Fix the row");
    }
    double[] p = new double[cells.size()];
    for (int i = 0; i < p.length; i++) {
      p[i] = probability(line, Outcome.values()[i], cells.get(i));
    }
    double sum = p[0] + p[1] + p[2];
    if (Math.abs(sum - 1) > TOLERANCE) {
      throw refused(
          line,
          "the probabilities %s sum to %s; expected 1. Scale them"
              .formatted(String.join(", ", cells), Math.round(sum * 1000) / 1000.0));
    }
    return new Row(record.getField(id), line, p[0], p[1], p[2]);
  }

  private double probability(long line, Outcome outcome, String cell) {
    double value;
    try {
      value = Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      value = Double.NaN;
    }
    if (!(value >= 0 && value <= 1)) {
      throw refused(
          line,
          "the probability of %s is %s; expected a number from 0 to 1. Fix the row, or empty all three cells"
              .formatted(outcome.label(), Fault.shown(TextNode.valueOf(cell))));
    }
    return value;
  }

  private UserException refused(long line, String found) {
    return new UserException("%s:%d: %s.".formatted(input.name(), line, found));
  }
}
