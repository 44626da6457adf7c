package dev.arena.schemas.jsonl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.PairReader;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.InputFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** When a good file is damaged in one place, no row is lost silently. */
class DamagedJsonlProperties {
  private static final int ROWS = 5;

  private record Result(List<CsvPair> rows, long skipped) {}

  @Property(tries = 1500)
  void everyLineIsReadOrCountedAndUntouchedLinesAreReadUnchanged(
      @ForAll("damages") byte[] damage,
      @ForAll @IntRange(max = 999) int place,
      @ForAll @IntRange(max = 3) int removed) {
    byte[] whole = file();
    int start = whole.length * place / 1000;
    int end = Math.min(whole.length, start + removed);
    ByteArrayOutputStream damaged = new ByteArrayOutputStream();
    damaged.write(whole, 0, start);
    damaged.writeBytes(damage);
    damaged.write(whole, end, whole.length - end);
    List<CsvPair> original = read(whole).rows();
    assertThat(original).hasSize(ROWS);

    Result result;
    try {
      result = read(damaged.toByteArray());
    } catch (UserException refused) {
      assertThat(refused.getMessage()).startsWith("votes.jsonl");
      return;
    }
    long lines =
        new String(damaged.toByteArray(), StandardCharsets.ISO_8859_1)
            .lines()
            .filter(line -> !line.isBlank())
            .count();
    if (indexOf(damage, '\r') < 0) {
      assertThat(result.rows().size() + result.skipped()).isEqualTo(lines);
    }
    int firstTouched = count(whole, start);
    int untouchedAtTheEnd = ROWS - 1 - Math.min(ROWS - 1, count(whole, end));
    // not startsWith and endsWith, which reject an empty sequence
    List<String> found = texts(result.rows());
    List<String> expected = texts(original);
    assertThat(found).hasSizeGreaterThanOrEqualTo(firstTouched);
    assertThat(found.subList(0, firstTouched)).isEqualTo(expected.subList(0, firstTouched));
    if (sameVotes(result)) {
      assertThat(found).hasSizeGreaterThanOrEqualTo(untouchedAtTheEnd);
      assertThat(found.subList(found.size() - untouchedAtTheEnd, found.size()))
          .isEqualTo(expected.subList(ROWS - untouchedAtTheEnd, ROWS));
    }
  }

  @Property(tries = 500)
  void anyBytesAreReadOrRefusedInOneSentence(@ForAll byte[] bytes) {
    try {
      Result result = read(bytes);
      assertThat(result.rows().size() + result.skipped()).isPositive();
    } catch (UserException refused) {
      assertThat(refused.getMessage()).startsWith("votes.jsonl").doesNotContain("Exception");
    }
  }

  /** Whether the first row, which decides whether the file has votes, still has its own. */
  private static boolean sameVotes(Result result) {
    return !result.rows().isEmpty() && result.rows().get(0).outcome() != null;
  }

  private static List<String> texts(List<CsvPair> rows) {
    return rows.stream().map(row -> row.pair() + " " + row.outcome()).toList();
  }

  private static int count(byte[] bytes, int end) {
    int lines = 0;
    for (int i = 0; i < end; i++) {
      lines += bytes[i] == '\n' ? 1 : 0;
    }
    return lines;
  }

  private static int indexOf(byte[] bytes, char wanted) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(wanted);
  }

  private static byte[] file() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < ROWS; i++) {
      text.append(
              """
              {"id":"row-%d","winner":"both_bad","language":"en","conversation_a":[{"role":"user",\
              "content":"2+2? \\u00e9 [é]"},{"role":"assistant","content":[{"type":"text","text":\
              "\\"4\\""}]}],"conversation_b":[{"role":"user","content":"2+2? é [é]"},{"role":\
              "assistant","content":null}]}"""
                  .formatted(i))
          .append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Result read(byte[] bytes) {
    try (PairReader reader =
        PairJsonlReader.read(
            new InputFile(new ByteArrayInputStream(bytes), "votes.jsonl"),
            BadRows.SKIP_SILENTLY,
            ColumnNames.OWN)) {
      List<CsvPair> rows = new ArrayList<>();
      reader.forEach(rows::add);
      return new Result(rows, reader.skipped());
    }
  }

  @Provide
  Arbitrary<byte[]> damages() {
    Arbitrary<byte[]> named =
        Arbitraries.of("\"", "\\", "{", "}", "[", "]", ",", ":", "\n", "\r\n", "\u0000", "null")
            .map(text -> text.getBytes(StandardCharsets.UTF_8));
    Arbitrary<byte[]> broken =
        Arbitraries.of(
                new byte[] {(byte) 0xff},
                new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                new byte[0])
            .map(bytes -> Arrays.copyOf(bytes, bytes.length));
    return Arbitraries.oneOf(named, broken, Arbitraries.bytes().array(byte[].class).ofMaxSize(9));
  }
}
