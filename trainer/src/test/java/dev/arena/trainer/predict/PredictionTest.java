package dev.arena.trainer.predict;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arena.models.bundle.DriftReference;
import dev.arena.models.bundle.DriftReference.CategoryBins;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.failure.UserException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionTest {
  private static final int ROWS = 300;

  @TempDir Path folder;
  private Path bundle = Path.of("");
  private Path pairs = Path.of("");
  private Path whole = Path.of("");
  private Path out = Path.of("");
  private Path partial = Path.of("");

  /**
   * Leaves what remains of a run that reads a pipe and encounters a bad row in the fourth chunk.
   */
  @BeforeEach
  void stopHalfway() throws IOException {
    bundle = TinyBundle.write(folder.resolve("tiny"));
    pairs = Files.writeString(folder.resolve("pairs.csv"), rows(ROWS));
    whole = folder.resolve("whole.csv");
    prediction(pairs, whole).run(Prediction.Unfinished.KEEP);
    out = folder.resolve("out.csv");
    partial = folder.resolve("out.csv.partial");
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream((rows(200) + "bad\n").getBytes(UTF_8)));
    try {
      Prediction stopped =
          new Prediction(
              bundle, new PredictionInput("-", BadRows.STOP, ColumnNames.OWN), out.toString());
      assertThatThrownBy(() -> stopped.run(Prediction.Unfinished.KEEP))
          .isInstanceOf(UserException.class);
      assertThat(stopped.kept()).contains("192 predictions are kept in " + partial, "--resume");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void aRunThatWasStoppedLeavesWholeChunksAndNoFile() {
    assertThat(out).doesNotExist();
    assertThat(partial).content().startsWith("id,winner_model_a").hasLineCount(1 + 2 * 192);
    assertThat(folder.resolve("out.csv.partial.json")).content().contains("\"rows\" : 192");
  }

  @Test
  void aResumedRunWritesTheSameFileAsAnUninterruptedRun() throws IOException {
    prediction(pairs, out).run(Prediction.Unfinished.RESUME);
    assertThat(out).hasSameBinaryContentAs(whole);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .doesNotContain("out.csv.partial", "out.csv.partial.json");
    }
  }

  @Test
  void explanationsFollowTheSameProbabilitiesAndAddUpToThem() throws IOException {
    Path explained = folder.resolve("explained.csv");
    prediction(pairs, explained).withExplanations().run(Prediction.Unfinished.KEEP);

    List<String> lines = Files.readAllLines(explained);
    assertThat(lines.get(0))
        .startsWith("id,winner_model_a,winner_model_b,winner_tie,part_length,part_formatting,")
        .contains(",part_text,tie_part_length,")
        .endsWith(",tie_part_text,tie_part_constant");
    assertThat(lines.stream().map(PredictionTest::withoutParts))
        .isEqualTo(Files.readAllLines(whole));
    for (int i = 2; i < lines.size(); i += 2) {
      double[] row =
          Stream.of(lines.get(i).split(",")).skip(1).mapToDouble(Double::parseDouble).toArray();
      assertThat(Arrays.stream(row, 3, 9).sum()).isCloseTo(Math.log(row[0] / row[1]), within(1e-5));
      assertThat(Arrays.stream(row, 9, 16).sum())
          .isCloseTo(Math.log(row[2] / Math.sqrt(row[0] * row[1])), within(1e-5));
    }
  }

  @Test
  void aRunIsNotResumedWithExplanationsThatItsFirstLinesLack() {
    assertThatThrownBy(
            () -> prediction(pairs, out).withExplanations().run(Prediction.Unfinished.RESUME))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("holds predictions without explanations, but this run has --explain");
    assertThat(partial).exists();
  }

  @Test
  void aRunOfAnEarlierVersionHasNoExplanationsAndIsResumed() throws IOException {
    Path progress = folder.resolve("out.csv.partial.json");
    String json = Files.readString(progress);
    assertThat(json).contains("\"explained\" : false,");
    Files.writeString(progress, json.replace("\"explained\" : false,", ""));

    prediction(pairs, out).run(Prediction.Unfinished.RESUME);

    assertThat(out).hasSameBinaryContentAs(whole);
  }

  @Test
  void aTruncatedLineIsWrittenAgain() throws IOException {
    Files.writeString(partial, "\"192 \"\"x\"\"\n\",0.123", StandardOpenOption.APPEND);
    prediction(pairs, out).run(Prediction.Unfinished.RESUME);
    assertThat(out).hasSameBinaryContentAs(whole);
  }

  @Test
  void rowsThatHavePredictionsAreNotScoredAgain() throws IOException {
    Files.writeString(partial, Files.readString(partial).replaceFirst("\\n\",0", "\n\",9"));
    prediction(pairs, out).run(Prediction.Unfinished.RESUME);
    assertThat(Files.readString(out))
        .isEqualTo(Files.readString(whole).replaceFirst("\\n\",0", "\n\",9"));
  }

  @Test
  void withoutResumeTheWorkOfAnEarlierRunIsNotThrownAway() {
    assertThatThrownBy(() -> prediction(pairs, out).run(Prediction.Unfinished.KEEP))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("out.csv.partial holds 192 predictions from an unfinished run")
        .hasMessageContaining("Add --resume");
    assertThat(partial).exists();
  }

  @Test
  void unwantedPredictionsAreReplaced() throws IOException {
    Files.writeString(partial, "nonsense");
    prediction(pairs, out).run(Prediction.Unfinished.REPLACE);
    assertThat(out).hasSameBinaryContentAs(whole);
  }

  @Test
  void ifThereIsNothingToResumeEverythingIsPredicted() throws IOException {
    Path other = folder.resolve("other.csv");
    prediction(pairs, other).run(Prediction.Unfinished.RESUME);
    assertThat(other).hasSameBinaryContentAs(whole);
  }

  @Test
  void aChangedTextInARowThatHasAPredictionIsRefusedAsAnotherInput() throws IOException {
    Path changed =
        Files.writeString(
            folder.resolve("changed.csv"), rows(ROWS).replace("answer 7 ", "other 7 "));
    assertRefused(changed, bundle, "predictions for rows other than the first 192 of");
  }

  @Test
  void otherIdsAreRefusedAsAnotherInput() throws IOException {
    Path changed =
        Files.writeString(
            folder.resolve("changed.csv"),
            rows(ROWS).replace("\"7 ", "\"x ").replace("\"8 ", "\"7 ").replace("\"x ", "\"8 "));
    assertRefused(changed, bundle, "expected the same input");
  }

  @Test
  void aRowAfterThoseThatHavePredictionsMayBeFixed() throws IOException {
    Path changed =
        Files.writeString(
            folder.resolve("changed.csv"),
            rows(ROWS).replace("answer 250 ", "a longer answer 250 "));
    prediction(changed, out).run(Prediction.Unfinished.RESUME);
    assertThat(Files.readAllLines(out).subList(0, 1 + 2 * 250))
        .isEqualTo(Files.readAllLines(whole).subList(0, 1 + 2 * 250));
    assertThat(out).content().isNotEqualTo(Files.readString(whole));
  }

  @Test
  void aShorterInputIsRefusedAsAnotherInput() throws IOException {
    Path shorter = Files.writeString(folder.resolve("shorter.csv"), rows(100));
    assertRefused(shorter, bundle, "predictions for 192 rows, but");
  }

  @Test
  void anotherBundleIsRefused() throws IOException {
    Path other = TinyBundle.write(folder.resolve("other"));
    Path manifest = other.resolve("bundle.json");
    Files.writeString(
        manifest, Files.readString(manifest).replace("\"Apache-2.0\"", "\"Apache-2.0 \""));
    assertRefused(pairs, other, "predictions by another bundle (tiny@1.2.3");
  }

  @Test
  void linesThatWereLostAreNoticed() throws IOException {
    Files.writeString(partial, "id");
    assertRefused(pairs, bundle, "2 bytes, but out.csv.partial.json says");
  }

  @Test
  void aReferenceCountsEveryPredictedPair() throws IOException {
    Path file = folder.resolve("reference.json");
    Path other = folder.resolve("other.csv");
    prediction(pairs, other)
        .withReference(new ReferenceFile(file, pairs.toString(), other.toString(), false))
        .run(Prediction.Unfinished.KEEP);

    DriftReference reference = DriftReference.read(file);
    assertThat(other).hasSameBinaryContentAs(whole);
    assertThat(reference.manifestSha256()).isEqualTo(ModelBundle.load(bundle).manifestSha256());
    assertThat(reference.numeric())
        .hasSize(6)
        .allSatisfy((feature, bins) -> assertThat(bins.rows()).isEqualTo(ROWS));
    assertThat(reference.categorical().get("script"))
        .isEqualTo(new CategoryBins(ROWS, List.of("Latin"), List.of((long) ROWS, 0L)));
    assertThat(reference.categorical()).containsOnlyKeys("script", "truncated");
  }

  @Test
  void aReferenceThatCannotBeWrittenIsRefusedAtOnce() {
    String out = whole.toString();
    assertThatThrownBy(() -> new ReferenceFile(pairs, pairs.toString(), out, true))
        .hasMessageContaining("is also an input file");
    assertThatThrownBy(() -> new ReferenceFile(whole, pairs.toString(), out, true))
        .hasMessageContaining("is also the file of the predictions");
    assertThatThrownBy(
            () -> new ReferenceFile(folder.resolve("no/r.json"), pairs.toString(), out, false))
        .hasMessageContaining("there is no directory");
    Path existing = bundle.resolve("reference.json");
    assertThatThrownBy(() -> new ReferenceFile(existing, pairs.toString(), out, false))
        .hasMessageContaining("already exists");
  }

  @Test
  void aFileWithoutPairsLeavesNoReference() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.csv"), rows(0));
    Path file = folder.resolve("reference.json");
    Path other = folder.resolve("other.csv");
    Prediction prediction =
        prediction(empty, other)
            .withReference(new ReferenceFile(file, empty.toString(), other.toString(), false));

    assertThatThrownBy(() -> prediction.run(Prediction.Unfinished.KEEP))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("reference.json was not written: the input has no pairs");
    assertThat(file).doesNotExist();
  }

  private Prediction prediction(Path input, Path file) {
    return new Prediction(
        bundle,
        new PredictionInput(input.toString(), BadRows.STOP, ColumnNames.OWN),
        file.toString());
  }

  /** The first four cells of a line. */
  private static String withoutParts(String line) {
    return String.join(",", Stream.of(line.split(",")).limit(4).toList());
  }

  private static String rows(int count) {
    StringBuilder text = new StringBuilder("id,prompt,response_a,response_b\n");
    for (int i = 0; i < count; i++) {
      text.append(
          "\"%d \"\"x\"\"\n\",question %d,answer %d of A,%s\n"
              .formatted(i, i, i, "word ".repeat(i % 9)));
    }
    return text.toString();
  }

  private void assertRefused(Path input, Path by, String found) throws IOException {
    byte[] before = Files.readAllBytes(partial);
    assertThatThrownBy(
            () ->
                new Prediction(
                        by,
                        new PredictionInput(input.toString(), BadRows.STOP, ColumnNames.OWN),
                        out.toString())
                    .run(Prediction.Unfinished.RESUME))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("out.csv.partial holds ")
        .hasMessageContaining(found)
        .hasMessageContaining("remove the file to start over");
    assertThat(partial).hasBinaryContent(before);
    assertThat(out).doesNotExist();
  }
}
