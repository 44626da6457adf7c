package dev.arena.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;
import org.apache.avro.SchemaFormatter;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The schemas are compatible in the sense of FULL_TRANSITIVE: each version reads every other and is
 * read by it.
 */
class SchemaHistoryTest {
  private static final Path AVRO =
      Path.of(System.getProperty("arena.root"), "schemas", "src", "main", "avro");

  static Stream<Named<Schema>> current() {
    return Stream.of(ConversationPair.getClassSchema(), Preference.getClassSchema())
        .map(schema -> named(schema.getName(), schema));
  }

  @ParameterizedTest
  @MethodSource("current")
  void everyReleasedVersionReadsAndIsReadByTheCurrentOne(Schema current) {
    assertThat(history(current)).isNotEmpty();
    history(current)
        .forEach(
            (version, released) -> {
              assertReads("current " + current.getName(), current, "version " + version, released);
              assertReads("version " + version, released, "current " + current.getName(), current);
            });
  }

  @ParameterizedTest
  @MethodSource("current")
  void theCurrentSchemaIsTheNewestReleasedVersion(Schema current) throws IOException {
    TreeMap<Integer, Schema> history = history(current);
    int newest = history.lastKey();
    Schema source =
        new Schema.Parser().parse(Files.readString(AVRO.resolve(current.getName() + ".avsc")));
    assertThat(pretty(source))
        .as(
            "%s.avsc differs from its newest released version. If it was changed on purpose: keep"
                + " every old version as it is, copy the new file to history/%s.%d.avsc, and name"
                + " the change in CHANGELOG.md. If not: copy history/%s.%d.avsc back.",
            current.getName(), current.getName(), newest + 1, current.getName(), newest)
        .isEqualTo(pretty(history.get(newest)));
  }

  @ParameterizedTest
  @MethodSource("current")
  void versionsAreCountedFromOneWithoutGaps(Schema current) {
    TreeMap<Integer, Schema> history = history(current);
    assertThat(history.firstKey()).isEqualTo(1);
    assertThat(history.lastKey()).isEqualTo(history.size());
  }

  private static void assertReads(
      String readerName, Schema reader, String writerName, Schema writer) {
    SchemaPairCompatibility result =
        SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
    assertThat(result.getType())
        .as(
            "%s must read %s of %s, but: %s. Give each new field a default, and never remove or"
                + " rename a field without one.",
            readerName, writerName, reader.getName(), result.getResult().getIncompatibilities())
        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  private static TreeMap<Integer, Schema> history(Schema schema) {
    TreeMap<Integer, Schema> versions = new TreeMap<>();
    for (Path file : historyFiles(schema.getName())) {
      String[] parts = file.getFileName().toString().split("\\.", -1);
      try {
        versions.put(Integer.valueOf(parts[1]), new Schema.Parser().parse(Files.readString(file)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return versions;
  }

  private static List<Path> historyFiles(String name) {
    try (Stream<Path> files = Files.list(AVRO.resolve("history"))) {
      return files.filter(file -> file.getFileName().toString().startsWith(name + ".")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String pretty(Schema schema) {
    return SchemaFormatter.format("json/pretty", schema);
  }
}
