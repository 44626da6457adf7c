package dev.arena.schemas.csv;

import com.fasterxml.jackson.databind.node.TextNode;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.InputFile;
import dev.arena.schemas.turns.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the probabilities of pairs from a CSV file: a submission file, as {@link SubmissionWriter}
 * writes it, or any file with a column {@code id} and three columns such as {@code judge_a,
 * judge_b, judge_tie}.
 *
 * <p>A row in which the three cells are empty has no probabilities and is skipped. Otherwise, each
 * is a number from 0 to 1, and their sum is 1 to within 0.01, so that rounded numbers are accepted.
 */
public final class SubmissionReader {
  private static final double TOLERANCE = 0.011; // of sums such as 0.33 + 0.33 + 0.33
  private static final List<String> SUFFIXES = List.of("_a", "_b", "_tie");
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
   * @param id of the pair
   * @param line on which the row begins, counted from 1
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
    this.id = names.indexOf(CsvHeader.ID);
    if (id < 0) {
      throw refused(
          1, "the header has no column id; expected it and three columns of probabilities");
    }
    this.columns = columns(names, prefix).stream().mapToInt(names::indexOf).toArray();
  }

  /**
   * Reads a file, which is closed at the end.
   *
   * @param prefix of the names of the three columns, such as {@code judge}; null if the file has
   *     only three such columns
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
    List<List<String>> found = new ArrayList<>();
    if (names.containsAll(SUBMISSION)) {
      found.add(SUBMISSION);
    }
    for (String name : names) {
      if (name.endsWith(SUFFIXES.get(0))) {
        List<String> three = named(name.substring(0, name.length() - SUFFIXES.get(0).length()));
        if (names.containsAll(three)) {
          found.add(three);
        }
      }
    }
    if (prefix != null) {
      List<String> wanted = named(prefix);
      if (!found.contains(wanted)) {
        throw refused(
            1,
            "the header lacks %s; expected %s"
                .formatted(
                    String.join(
                        ", ", wanted.stream().filter(name -> !names.contains(name)).toList()),
                    String.join(", ", wanted)));
      }
      return wanted;
    }
    if (found.isEmpty()) {
      throw refused(
          1,
          "the header has no three columns of probabilities; expected %s, or three such as judge_a, judge_b, judge_tie"
              .formatted(String.join(", ", SUBMISSION)));
    }
    if (found.size() > 1) {
      throw refused(
          1,
          "the header has probabilities under %s; expected the name of one of them: append it to the file's name, as in FILE:%s"
              .formatted(
                  String.join(" and ", found.stream().map(SubmissionReader::prefix).toList()),
                  prefix(found.get(found.size() - 1))));
    }
    return found.get(0);
  }

  private static List<String> named(String prefix) {
    return prefix.equals(prefix(SUBMISSION))
        ? SUBMISSION
        : SUFFIXES.stream().map(suffix -> prefix + suffix).toList();
  }

  private static String prefix(List<String> columns) {
    String tie = columns.get(2);
    return tie.substring(0, tie.length() - SUFFIXES.get(2).length());
  }

  private @Nullable Row row(CsvRecord record) {
    long line = record.getStartingLineNumber();
    if (record.getFieldCount() != width) {
      throw refused(
          line,
          "the row has %d fields; expected %d, as many as the header"
              .formatted(record.getFieldCount(), width));
    }
    List<String> cells =
        Arrays.stream(columns).mapToObj(column -> record.getField(column).strip()).toList();
    if (cells.stream().allMatch(String::isEmpty)) {
      return null;
    }
    if (record.getField(id).isBlank()) {
      throw refused(line, "column id is empty; expected the id of a pair");
    }
    double[] p = cells.stream().mapToDouble(cell -> probability(line, cell)).toArray();
    double sum = p[0] + p[1] + p[2];
    if (Math.abs(sum - 1) > TOLERANCE) {
      throw refused(
          line,
          "the probabilities %s sum to %s; expected 1"
              .formatted(String.join(", ", cells), Math.round(sum * 1000) / 1000.0));
    }
    return new Row(record.getField(id), line, p[0], p[1], p[2]);
  }

  private double probability(long line, String cell) {
    double value;
    try {
      value = Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      value = Double.NaN;
    }
    if (!(value >= 0 && value <= 1)) {
      throw refused(
          line,
          "a probability is %s; expected a number from 0 to 1"
              .formatted(Fault.shown(TextNode.valueOf(cell))));
    }
    return value;
  }

  private UserException refused(long line, String found) {
    return new UserException("%s:%d: %s.".formatted(input.name(), line, found));
  }
}
