package dev.arena.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    return Stream.of(
            ConversationPair.getClassSchema(),
            Preference.getClassSchema(),
            Vote.getClassSchema(),
            Battle.getClassSchema(),
            LiveEvaluation.getClassSchema(),
            Leaderboard.getClassSchema())
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
    assertThat(pretty(source(current.getName())))
        .as(
            "%s.avsc differs from its newest released version. If it was changed on purpose: keep"
                + " every old version as it is, copy the new file to history/%s.%d.avsc (with the"
                + " records of other files in place of their names), and name the change in"
                + " CHANGELOG.md. If not: copy history/%s.%d.avsc back.",
            current.getName(), current.getName(), newest + 1, current.getName(), newest)
        .isEqualTo(pretty(history.get(newest)));
  }

  /** Fields of the oldest schema have no descriptions, and adding them would be a new version. */
  static Stream<Named<Schema>> described() {
    return current().filter(schema -> !schema.getName().equals("ConversationPair"));
  }

  @ParameterizedTest
  @MethodSource("described")
  void everyFieldOfTheCurrentSchemaSaysWhatItMeans(Schema current) {
    List<Schema> open = new ArrayList<>(List.of(current));
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      Schema schema = open.remove(open.size() - 1);
      switch (schema.getType()) {
        case RECORD -> {
          assertThat(schema.getDoc()).as(schema.getName()).isNotBlank();
          if (seen.add(schema.getFullName())) {
            for (Schema.Field field : schema.getFields()) {
              assertThat(field.doc()).as("%s.%s", schema.getName(), field.name()).isNotBlank();
              open.add(field.schema());
            }
          }
        }
        case ENUM -> assertThat(schema.getDoc()).as(schema.getName()).isNotBlank();
        case UNION -> open.addAll(schema.getTypes());
        case ARRAY -> open.add(schema.getElementType());
        default -> {}
      }
    }
  }

  @ParameterizedTest
  @MethodSource("current")
  void versionsAreCountedFromOneWithoutGaps(Schema current) {
    TreeMap<Integer, Schema> history = history(current);
    assertThat(history.firstKey()).isEqualTo(1);
    assertThat(history.lastKey()).isEqualTo(history.size());
  }

  /** The schema in a file, which may name records of the files that are parsed before it. */
  private static Schema source(String name) throws IOException {
    Schema.Parser parser = new Schema.Parser();
    if (name.equals("Battle")) {
      parser.parse(Files.readString(AVRO.resolve("Preference.avsc")));
      parser.parse(Files.readString(AVRO.resolve("Vote.avsc")));
    }
    return parser.parse(Files.readString(AVRO.resolve(name + ".avsc")));
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
