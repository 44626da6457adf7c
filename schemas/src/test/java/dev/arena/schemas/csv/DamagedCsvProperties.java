package dev.arena.schemas.csv;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.InputFile;
import dev.arena.schemas.turns.TurnListTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** When a good file of votes is damaged in one place, no row is lost silently. */
class DamagedCsvProperties {
  private static final int ROWS = 5;
  private static final String[] HEADER = {
    "id",
    "model_a",
    "model_b",
    "prompt",
    "response_a",
    "response_b",
    "winner_model_a",
    "winner_model_b",
    "winner_tie"
  };

  /** What replaces some bytes: parts of CSV, broken UTF-8, a byte order mark, nothing. */
  private static final List<byte[]> DAMAGES =
      List.of(
          utf8("\""),
          utf8("\"\""),
          utf8(","),
          utf8("\n"),
          utf8("\r"),
          utf8("\r\n"),
          utf8("\u0000"),
          utf8("\ufeff"),
          utf8("[]"),
          utf8("\\"),
          utf8("\\ud800"),
          utf8("x".repeat(100_000)),
          new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
          new byte[] {(byte) 0xff},
          new byte[0]);

  @Property(tries = 1500)
  void everyUntouchedRowIsReadUnchangedOrTheReaderReportsMissingRows(
      @ForAll("texts") List<String> texts,
      @ForAll LineDelimiter lineEnd,
      @ForAll boolean quoteAll,
      @ForAll("damages") byte[] damage,
      @ForAll @IntRange(max = 999) int place,
      @ForAll @IntRange(max = 3) int removed) {
    List<byte[]> lines = lines(texts, lineEnd, quoteAll);
    byte[] whole = joined(lines);
    List<CsvPair> original = read(whole, BadRows.STOP).rows();
    assertThat(original).hasSize(ROWS);
    int header = lines.get(0).length; // damage to it could hide optional columns
    int start = header + (whole.length - header) * place / 1000;
    int end = Math.min(whole.length, start + removed);
    byte[] damaged =
        joined(
            List.of(
                Arrays.copyOf(whole, start), damage, Arrays.copyOfRange(whole, end, whole.length)));

    try {
      Result result = read(damaged, BadRows.SKIP_SILENTLY);
      if (result.skipped() == 0) {
        List<Integer> untouched = untouched(lines, start, end);
        for (int row : untouched) {
          assertThat(result.rows())
              .as("row %d, damaged %d to %d", row, start, end)
              .extracting(CsvPair::pair)
              .contains(original.get(row).pair());
        }
      }
      assertThat(result.skipped() == 0).isEqualTo(isReadWhole(damaged));
    } catch (UserException refused) {
      assertThat(refused.getMessage()).startsWith("x.csv");
    }
  }

  @Provide
  Arbitrary<byte[]> damages() {
    return Arbitraries.oneOf(
        Arbitraries.of(DAMAGES), Arbitraries.bytes().array(byte[].class).ofMaxSize(6));
  }

  @Provide
  Arbitrary<List<String>> texts() {
    Arbitrary<String> text =
        Arbitraries.of("a", "\"", ",", "\n", "\r\n", "'", "\\", "é", "😀", " ")
            .list()
            .ofMaxSize(6)
            .map(parts -> String.join("", parts));
    return text.list().ofSize(3 * ROWS);
  }

  private record Result(List<CsvPair> rows, long skipped) {}

  private static Result read(byte[] bytes, BadRows policy) {
    try (PairReader reader =
        PairCsvReader.read(
            new InputFile(new ByteArrayInputStream(bytes), "x.csv"), policy, ColumnNames.OWN)) {
      List<CsvPair> rows = new ArrayList<>();
      reader.forEach(rows::add);
      return new Result(rows, reader.skipped());
    }
  }

  private static boolean isReadWhole(byte[] bytes) {
    try {
      read(bytes, BadRows.STOP);
      return true;
    } catch (BadRowException named) {
      return false;
    }
  }

  /** The rows, counted from 0, from which no byte was removed and into which none was inserted. */
  private static List<Integer> untouched(List<byte[]> lines, int start, int end) {
    List<Integer> rows = new ArrayList<>();
    int from = lines.get(0).length;
    for (int row = 0; row < ROWS; row++) {
      int to = from + lines.get(row + 1).length;
      if (end < from || start > to) {
        rows.add(row);
      }
      from = to;
    }
    return rows;
  }

  /** The lines of the header and the rows, each with its line ending. */
  private static List<byte[]> lines(List<String> texts, LineDelimiter lineEnd, boolean quoteAll) {
    List<byte[]> lines = new ArrayList<>();
    lines.add(line(lineEnd, quoteAll, HEADER));
    IntStream.range(0, ROWS)
        .forEach(
            row ->
                lines.add(
                    line(
                        lineEnd,
                        quoteAll,
                        "id" + row,
                        "m",
                        "n",
                        TurnListTest.python(List.of(texts.get(3 * row))),
                        TurnListTest.python(List.of(texts.get(3 * row + 1))),
                        TurnListTest.python(List.of(texts.get(3 * row + 2))),
                        "1",
                        "0",
                        "0")));
    return lines;
  }

  private static byte[] line(LineDelimiter lineEnd, boolean quoteAll, String... cells) {
    StringWriter text = new StringWriter();
    CsvWriter.CsvWriterBuilder builder = CsvWriter.builder().lineDelimiter(lineEnd).bufferSize(0);
    (quoteAll ? builder.quoteStrategy(QuoteStrategies.ALWAYS) : builder)
        .build(text)
        .writeRecord(cells);
    return utf8(text.toString());
  }

  private static byte[] joined(List<byte[]> parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    parts.forEach(bytes::writeBytes);
    return bytes.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
