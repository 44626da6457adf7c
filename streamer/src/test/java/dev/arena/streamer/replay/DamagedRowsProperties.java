package dev.arena.streamer.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.csv.BadRowException;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.failure.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** Damaged CSV files, as checked before they are sent. */
class DamagedRowsProperties {
  private static final String GOOD = "id,prompt,response_a,response_b\n1,p,a,b\n2,p,a,b\n";

  private Path file = Path.of("unset");

  @BeforeTry
  void createFile() throws IOException {
    file = Files.createTempFile("damaged-", ".csv");
  }

  @AfterTry
  void deleteFile() throws IOException {
    Files.delete(file);
  }

  @Property(tries = 500)
  void whatIsCountedBeforeSendingIsWhatIsSentAndNoRowIsLeftOutWithoutACount(
      @ForAll("files") byte[] bytes) {
    write(bytes);
    List<String> files = List.of(file.toString());
    try (RowSource rows =
        new RowSource(
            new ReplayInput(files, null, BadRows.SKIP_SILENTLY, ColumnNames.OWN, Long.MAX_VALUE))) {
      long sent = 0;
      for (; rows.hasNext(); sent++) {
        assertThat(rows.next().pair().getId()).isNotBlank();
      }
      assertThat(checked(files)).isEqualTo(rows.skipped() > 0 ? -1 : sent);
    } catch (UserException refused) {
      assertThat(refused.getMessage()).startsWith(file.toString());
    }
  }

  /** How many rows the check before sending counts; -1 if it names a bad one. */
  private static long checked(List<String> files) {
    try {
      return RowSource.check(ReplayInput.of(files, Long.MAX_VALUE)).count();
    } catch (BadRowException named) {
      return -1;
    }
  }

  @Provide
  Arbitrary<byte[]> files() {
    Arbitrary<byte[]> damage =
        Arbitraries.oneOf(
            Arbitraries.bytes().array(byte[].class).ofMaxSize(20),
            Arbitraries.strings()
                .withChars("12,pab\"'[]\n\r\\\0\ufeff\ud800😀")
                .ofMaxLength(20)
                .map(text -> text.getBytes(StandardCharsets.UTF_8)));
    return Combinators.combine(damage, Arbitraries.integers().between(0, GOOD.length()))
        .as(
            (bytes, place) -> {
              ByteArrayOutputStream all = new ByteArrayOutputStream();
              all.writeBytes(GOOD.substring(0, place).getBytes(StandardCharsets.UTF_8));
              all.writeBytes(bytes);
              all.writeBytes(GOOD.substring(place).getBytes(StandardCharsets.UTF_8));
              return all.toByteArray();
            });
  }

  private void write(byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
