package dev.arena.schemas.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.PairReader;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.format.PairFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputFileTest {
  private static final String HEADER = "id,prompt,response_a,response_b\n";
  private static final String FIRST = HEADER + "1,p,a,b\n2,p,a,b\n";
  private static final String SECOND = "3,p,a,b\n4,p,a,b\n";

  @TempDir Path folder;

  @Test
  void everyMemberOfAGzipFileIsRead() throws IOException {
    assertThat(ids(file(gzip(FIRST), gzip(SECOND)))).containsExactly("1", "2", "3", "4");
  }

  @Test
  void anyDamageToTheSecondMemberIsRefusedOrChangesNoRow() throws IOException {
    byte[] first = gzip(FIRST);
    byte[] second = gzip(SECOND);
    for (int place = 0; place < second.length; place++) {
      byte[] damaged = second.clone();
      damaged[place] ^= 0x55;
      assertWholeOrRefused(file(first, damaged));
    }
  }

  @Test
  void aTruncatedMemberIsRefused() throws IOException {
    byte[] first = gzip(FIRST);
    byte[] second = gzip(SECOND);
    for (int length = 1; length < second.length; length++) {
      Path cut = file(first, Arrays.copyOf(second, length));
      assertThatThrownBy(() -> ids(cut))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("votes.csv.gz cannot be read (");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "\0\0\0\0", "\0", "\u001f"})
  void bytesAfterTheLastMemberAreRefused(String trailer) throws IOException {
    Path file = file(gzip(FIRST), trailer.getBytes(UTF_8));
    assertThatThrownBy(() -> ids(file))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("cannot be read (");
  }

  @Test
  void anotherCompressionIsNamed() throws IOException {
    Path zstd = file(new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0});
    assertThatThrownBy(() -> ids(zstd))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is compressed with zstd; expected a plain file, or gzip");
  }

  @ParameterizedTest
  @ValueSource(strings = {"votes.csv", "votes.jsonl"})
  void aFileThatIsAppendedToWhileItIsReadIsRefused(String name) throws IOException {
    Path file = many(name);
    assertThatThrownBy(
            () ->
                readAnd(
                    file, () -> Files.writeString(file, row(name, -1), StandardOpenOption.APPEND)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(name + " changed while it was being read (it had ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"votes.csv", "votes.jsonl"})
  void aFileThatIsTruncatedBetweenTwoRowsWhileItIsReadIsRefused(String name) throws IOException {
    Path file = many(name);
    String text = Files.readString(file);
    byte[] half = text.substring(0, text.indexOf('\n', text.length() * 9 / 10) + 1).getBytes(UTF_8);
    assertThatThrownBy(() -> readAnd(file, () -> truncate(file, half.length)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(name + " changed while it was being read (it had ");
  }

  @Test
  void aFileThatIsReplacedOrOverwrittenWhileItIsReadIsRefused() throws IOException {
    Path file = many("votes.csv");
    Path other = Files.copy(file, folder.resolve("other.csv"));
    assertThatThrownBy(
            () -> readAnd(file, () -> Files.move(other, file, StandardCopyOption.REPLACE_EXISTING)))
        .hasMessageContaining("another file has its name now");
    assertThatThrownBy(
            () -> readAnd(file, () -> Files.setLastModifiedTime(file, FileTime.fromMillis(0))))
        .hasMessageContaining("it was written at 1970-01-01T00:00:00Z");
    assertThatThrownBy(() -> readAnd(file, () -> Files.delete(file)))
        .hasMessageContaining("it no longer exists");
  }

  /** A change to a file. */
  private interface Change {
    void make() throws IOException;
  }

  private static void readAnd(Path file, Change change) throws IOException {
    try (PairReader rows = PairFormat.ofName(file.toString()).open(file.toString(), BadRows.STOP)) {
      Iterator<CsvPair> each = rows.iterator();
      each.next();
      change.make();
      each.forEachRemaining(row -> {});
    }
  }

  private static void truncate(Path file, int length) throws IOException {
    try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }

  /** More rows than any buffer holds. */
  private Path many(String name) throws IOException {
    StringBuilder text = new StringBuilder(name.endsWith(".csv") ? HEADER : "");
    for (int i = 0; i < 20_000; i++) {
      text.append(row(name, i));
    }
    return Files.writeString(folder.resolve(name), text);
  }

  private static String row(String name, int id) {
    return name.endsWith(".csv")
        ? id + ",prompt,answer,answer\n"
        : "{\"id\":%d,\"prompt\":\"p\",\"response_a\":\"a\",\"response_b\":\"b\"}\n".formatted(id);
  }

  private static void assertWholeOrRefused(Path file) {
    try {
      assertThat(ids(file)).containsExactly("1", "2", "3", "4");
    } catch (UserException refused) {
      assertThat(refused).hasMessageContaining("votes.csv.gz");
    }
  }

  private static List<String> ids(Path file) {
    List<String> ids = new ArrayList<>();
    try (PairReader rows = PairFormat.CSV.open(file.toString(), BadRows.STOP)) {
      rows.forEach(row -> ids.add(row.pair().getId()));
    }
    return ids;
  }

  private Path file(byte[]... members) throws IOException {
    Path file = folder.resolve("votes.csv.gz");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (byte[] member : members) {
        out.write(member);
      }
    }
    return file;
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
