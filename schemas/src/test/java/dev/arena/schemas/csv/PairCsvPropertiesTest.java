package dev.arena.schemas.csv;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import dev.arena.schemas.Turn;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.InputFile;
import dev.arena.schemas.turns.TurnListTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PairCsvPropertiesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HEADER = "id,prompt,response_a,response_b\n";

  @Property(tries = 300)
  void rowsAreReadBackWhateverTheQuotingAndLineEndings(
      @ForAll("conversations") List<List<Turn>> conversations,
      @ForAll LineDelimiter lineEnd,
      @ForAll boolean quoteAll,
      @ForAll boolean mark)
      throws Exception {
    String text = csv(conversations, lineEnd, quoteAll);
    byte[] bytes = ((mark ? "\ufeff" : "") + text).getBytes(StandardCharsets.UTF_8);

    List<CsvPair> rows = new ArrayList<>();
    try (PairReader reader = read(new Trickle(bytes), BadRows.STOP)) {
      reader.forEach(rows::add);
    }

    assertThat(rows).extracting(row -> row.pair().getTurns()).isEqualTo(conversations);
    assertThat(rows)
        .extracting(CsvPair::row)
        .containsExactlyElementsOf(
            java.util.stream.LongStream.rangeClosed(1, conversations.size()).boxed().toList());
  }

  @Property(tries = 2000)
  void garbageIsReadOrRefusedButNeverBreaksTheReader(@ForAll("garbage") byte[] bytes) {
    for (BadRows policy : BadRows.values()) {
      try (PairReader reader = read(new ByteArrayInputStream(bytes), policy)) {
        long rows = 0;
        for (CsvPair row : reader) {
          assertThat(row.pair().getId()).isNotBlank();
          rows++;
        }
        assertThat(rows).isLessThanOrEqualTo(bytes.length);
      } catch (UserException e) {
        assertThat(e.getMessage()).startsWith("x.csv");
      }
    }
  }

  @Provide
  Arbitrary<List<List<Turn>>> conversations() {
    Arbitrary<String> text =
        Arbitraries.of("a", "b", "\"", ",", "\n", "\r", "\r\n", "'", "\\", "é", "😀", "漢", "[", " ")
            .list()
            .ofMaxSize(8)
            .map(parts -> String.join("", parts))
            .injectNull(0.1);
    Arbitrary<Turn> turn = Combinators.combine(text, text, text).as(Turn::new);
    return turn.list().ofMaxSize(3).list().ofMaxSize(6);
  }

  @Provide
  Arbitrary<byte[]> garbage() {
    Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
    Arbitrary<byte[]> texts =
        Arbitraries.strings()
            .withChars("id,prompt\"'[]\n\r01\\u\0\ufeff😀;\t")
            .ofMaxLength(60)
            .map(text -> text.getBytes(StandardCharsets.UTF_8));
    Arbitrary<byte[]> any = Arbitraries.oneOf(bytes, texts);
    return Combinators.combine(Arbitraries.of("", HEADER, "\ufeff" + HEADER, HEADER + "1,"), any)
        .as((start, rest) -> joined(start.getBytes(StandardCharsets.UTF_8), rest));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }

  private static String csv(
      List<List<Turn>> conversations, LineDelimiter lineEnd, boolean quoteAll) {
    StringWriter text = new StringWriter();
    CsvWriter.CsvWriterBuilder builder = CsvWriter.builder().lineDelimiter(lineEnd);
    if (quoteAll) {
      builder.quoteStrategy(QuoteStrategies.ALWAYS);
    }
    CsvWriter csv = builder.build(text);
    csv.writeRecord("id", "prompt", "response_a", "response_b");
    for (int i = 0; i < conversations.size(); i++) {
      List<Turn> turns = conversations.get(i);
      csv.writeRecord(
          "id" + i,
          list(turns.stream().map(Turn::getPrompt).toList()),
          TurnListTest.python(turns.stream().map(Turn::getResponseA).toList()),
          list(turns.stream().map(Turn::getResponseB).toList()));
    }
    flush(csv);
    return text.toString();
  }

  private static void flush(CsvWriter csv) {
    try {
      csv.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String list(List<String> turns) {
    try {
      return JSON.writeValueAsString(turns);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PairReader read(InputStream in, BadRows policy) {
    return PairCsvReader.read(new InputFile(in, "x.csv"), policy, ColumnNames.OWN);
  }

  /**
   * A stream that hands out its bytes one by one, so that characters and line endings are split.
   */
  private static final class Trickle extends InputStream {
    private final ByteArrayInputStream bytes;

    private Trickle(byte[] bytes) {
      this.bytes = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return bytes.read(target, offset, Math.min(1, length));
    }
  }
}
