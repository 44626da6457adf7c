package dev.arena.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arena.models.DeviceChoice;
import dev.arena.models.PrecisionChoice;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.Probabilities;
import dev.arena.models.ScorerOptions;
import dev.arena.models.bundle.BundleManifest;
import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.models.bundle.DriftReference;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.encode.EncodingSpec;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.base.BaseEncoder;
import dev.arena.trainer.base.BaseEncoders;
import dev.arena.trainer.evaluate.Baselines;
import dev.arena.trainer.evaluate.Evaluation;
import dev.arena.trainer.evaluate.Figures;
import dev.arena.trainer.export.EncoderChoice;
import dev.arena.trainer.predict.Prediction;
import dev.arena.trainer.predict.PredictionFileName;
import dev.arena.trainer.predict.PredictionInput;
import dev.arena.trainer.recipe.Recipe;
import dev.arena.trainer.recipe.Recipes;
import dev.arena.trainer.rows.PairRows;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRunTest {
  @TempDir Path folder;
  private final StringWriter said = new StringWriter();
  private Path withTies = Path.of("");
  private Path tieFree = Path.of("");
  private Path validation = Path.of("");
  private EncoderChoice encoders = new EncoderChoice(List.of(Precision.FP32, Precision.INT8), null);
  private @Nullable String cardNote;
  private @Nullable Path report;
  private Recipe recipe = recipe("32");
  private BaseEncoder base;

  @BeforeEach
  void writeVotes() throws IOException {
    TinyStart start = TinyStart.write(folder);
    withTies = start.withTies();
    tieFree = start.tieFree();
    validation = start.validation();
    base = start.base();
  }

  @Test
  void votesBecomeABundleThatScores() throws IOException {
    BundleManifest manifest = train("bundle", List.of(withTies, tieFree));
    assertThat(manifest.model()).matches("arena-random@1\\.0\\.0\\+[0-9a-f]{8}");
    assertThat(manifest.metrics())
        .singleElement()
        .satisfies(
            metric -> {
              assertThat(metric.rows()).isEqualTo(48);
              assertThat(metric.baselines()).containsKeys("prior", "length", "length_style");
            });
    assertThat(manifest.provenance().data())
        .extracting(BundleManifest.DataFile::rows)
        .containsExactly(60L, 64L);
    assertThat(manifest.trainedThrough()).isNull();
    assertThat(manifest.provenance().recipe())
        .containsEntry("tie_free_files", List.of("tie-free.csv"));
    assertThat(folder.resolve("bundle/MODEL_CARD.md"))
        .content()
        .contains(
            "with-ties.csv",
            "An encoder of 1 layer, started from a random network, reads",
            "Each answer is read separately, so swapping them swaps their probabilities",
            "It reads only the beginning and the end of long texts.",
            "a random network, is under MIT.");
    assertThat(folder.resolve("bundle/metrics.json")).exists();
    assertThat(said.toString()).contains("computing on ");
    try (PreferenceScorer scorer = PreferenceScorer.open(folder.resolve("bundle"))) {
      assertThat(scorer.score(TinyBundle.pair("1", "Hi", "Hello", "No")).tokens()).isPositive();
    }
  }

  @Test
  void theReferenceCountsTheVotesInFilesWithTies() throws IOException {
    List<String> rows = Files.readAllLines(withTies);
    Files.write(withTies, List.of(rows.get(1)), StandardOpenOption.APPEND);
    train("bundle", List.of(withTies, tieFree));
    DriftReference reference = ModelBundle.load(folder.resolve("bundle")).reference();
    assertThat(reference.numeric())
        .containsOnlyKeys(
            "length_ratio", "prompt_length", "turns", "tokens", "max_probability", "entropy");
    assertThat(reference.numeric().values()).allMatch(bins -> bins.rows() == 60);
    assertThat(reference.numeric().get("turns").edges()).containsExactly(1.0);
    assertThat(reference.numeric().get("entropy").edges())
        .allMatch(edge -> edge > 0 && edge < Math.log(3));
    assertThat(reference.categorical())
        .containsOnlyKeys("script", "truncated")
        .allSatisfy((feature, bins) -> assertThat(bins.rows()).isEqualTo(60));
    assertThat(Files.size(folder.resolve("bundle/reference.json"))).isLessThan(8192);
  }

  @Test
  void withTooFewCalibrationVotesTheReferenceHasNoPredictions() throws IOException {
    train("bundle", List.of(withTies));
    DriftReference reference = ModelBundle.load(folder.resolve("bundle")).reference();
    assertThat(reference.numeric())
        .containsOnlyKeys("length_ratio", "prompt_length", "turns", "tokens")
        .allSatisfy((feature, bins) -> assertThat(bins.rows()).isEqualTo(60));
  }

  @Test
  void theManifestSaysWhenTheLatestVoteWasCast() throws IOException {
    List<String> rows = new ArrayList<>(Files.readAllLines(withTies));
    for (int i = 0; i < rows.size(); i++) {
      rows.set(
          i, rows.get(i) + (i == 0 ? ",created_at" : ",2026-01-01T00:00:%02dZ".formatted(i - 1)));
    }
    Files.write(withTies, rows);
    assertThat(train("bundle", List.of(withTies, tieFree)).trainedThrough())
        .isEqualTo("2026-01-01T00:00:59Z");
  }

  @Test
  void theSameSeedGivesTheSameGraphs() throws IOException {
    BundleManifest one = train("one", List.of(withTies, tieFree));
    BundleManifest two = train("two", List.of(withTies, tieFree));
    BundleManifest other = train("other", List.of(withTies));
    assertThat(two.model()).isEqualTo(one.model());
    assertThat(other.model()).isNotEqualTo(one.model());
    for (String file : List.of("encoder.fp32.onnx", "encoder.int8.onnx", "head.onnx")) {
      assertThat(folder.resolve("one").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("two").resolve(file));
    }
  }

  @Test
  void rowsOfTheValidationFileAreNotTrainedOn() throws IOException {
    List<String> rows = Files.readAllLines(withTies);
    Files.write(validation, rows.subList(1, 6), StandardOpenOption.APPEND);
    BundleManifest manifest = train("bundle", List.of(withTies, tieFree));
    assertThat(manifest.metrics().get(0).rows()).isEqualTo(53);
    assertThat(said.toString())
        .contains("5 training rows skipped: the validation file contains their texts");
    assertThat(folder.resolve("bundle/MODEL_CARD.md"))
        .content()
        .contains("5 because the validation file contains their texts");
  }

  @Test
  void theFiguresAreThoseOfTheScorerThatUsersOpen() throws IOException {
    BundleManifest manifest = train("bundle", List.of(withTies, tieFree));
    List<CsvPair> rows = new ArrayList<>();
    try (PairRows read = PairRows.open(validation.toString(), BadRows.STOP, ColumnNames.OWN)) {
      read.forEach(rows::add);
    }
    Figures figures =
        new Evaluation("validation", Baselines.withinRows(), false, () -> 0)
            .of(List.of(folder.resolve("bundle")), rows);
    assertThat(figures.bundles().get(0).scores().logLoss())
        .isCloseTo(manifest.metrics().get(0).logLoss(), within(1e-6));
    assertThat(folder.resolve("bundle/metrics.json"))
        .content()
        .contains("\"precision\" : \"int8\"");
  }

  @Test
  void aBundleOfInt8AloneIsCheckedAgainstTheProbabilitiesOfFp32() throws IOException {
    BundleManifest both = train("both", List.of(withTies, tieFree));
    encoders = new EncoderChoice(List.of(Precision.INT8), null);
    BundleManifest manifest = train("bundle", List.of(withTies, tieFree));
    assertThat(folder.resolve("bundle/encoder.fp32.onnx")).doesNotExist();
    assertThat(manifest.golden()).isEqualTo(both.golden());
    assertThat(manifest.encoder())
        .singleElement()
        .satisfies(entry -> assertThat(entry.goldenTolerance()).isBetween(0.01, 0.05));
    PreferenceScorer.open(folder.resolve("bundle")).close();
  }

  @Test
  void aBundleHoldsEveryRequestedPrecisionAndEachCanScore() throws IOException {
    encoders = new EncoderChoice(List.of(Precision.FP32, Precision.FP16, Precision.INT8), null);
    BundleManifest manifest = train("bundle", List.of(withTies, tieFree));
    assertThat(manifest.encoder())
        .extracting(BundleManifest.EncoderEntry::precision)
        .containsExactly(Precision.FP32, Precision.FP16, Precision.INT8);
    assertThat(manifest.encoder())
        .extracting(BundleManifest.EncoderEntry::klToFp32)
        .satisfiesExactly(
            fp32 -> assertThat(fp32).isNull(),
            fp16 -> assertThat(fp16).isBetween(0.0, 5e-4),
            int8 -> assertThat(int8).isBetween(0.0, 5e-4));
    assertThat(folder.resolve("bundle/MODEL_CARD.md")).content().contains("Rounding to fp16");
    ConversationPair pair = TinyBundle.pair("1", "Hi", "Hello", "No");
    ScorerOptions options = ScorerOptions.defaults().withDevice(new DeviceChoice.Cpu());
    try (PreferenceScorer exact =
            PreferenceScorer.open(
                folder.resolve("bundle"), options.withPrecision(PrecisionChoice.FP32));
        PreferenceScorer half =
            PreferenceScorer.open(
                folder.resolve("bundle"), options.withPrecision(PrecisionChoice.FP16))) {
      assertThat(half.device()).contains("fp16");
      assertThat(half.score(pair).probabilities().a())
          .isCloseTo(exact.score(pair).probabilities().a(), within(0.01));
    }
  }

  @Test
  void theCardStatesOnlyWhatTheTrainingKnows() throws IOException {
    encoders = new EncoderChoice(List.of(Precision.FP32), null);
    cardNote = "Votes of a **test**.";
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      train("bundle", List.of(withTies, tieFree));
    } finally {
      Locale.setDefault(before);
    }
    String card = Files.readString(folder.resolve("bundle/MODEL_CARD.md"));
    assertThat(card)
        .contains("## About the data\n\nVotes of a **test**.")
        .contains("60 rows, 20 of them ties, so they teach all three outcomes")
        .contains("No row is duplicated, and none has the texts of a validation row.")
        .contains("too few to hold any out")
        .contains("predicted out of fold, the head has a log loss of")
        .contains("with the fp32 encoder: log loss **")
        .contains("| class prior |")
        .doesNotContain("int8")
        .doesNotContain("public voting site")
        .doesNotContain("English")
        .doesNotContainPattern("[0-9],[0-9]{4}");
  }

  @Test
  void theCardOfInt8AloneDoesNotMentionFp32Files() throws IOException {
    encoders = new EncoderChoice(List.of(Precision.INT8), null);
    train("bundle", List.of(withTies, tieFree));
    assertThat(folder.resolve("bundle/MODEL_CARD.md"))
        .content()
        .contains("with the int8 encoder: log loss")
        .contains("graphs were, before rounding, compared with the trained network")
        .doesNotContain("## About the data");
  }

  @Test
  void withTooFewCalibrationVotesTheCardClaimsNoChoice() throws IOException {
    train("bundle", List.of(withTies));
    assertThat(folder.resolve("bundle/MODEL_CARD.md"))
        .content()
        .contains("The head is not calibrated: 15 calibration votes")
        .doesNotContain("out of fold");
  }

  @Test
  void filesWithTiesAloneAreEnough() throws IOException {
    assertThat(train("bundle", List.of(withTies)).encoder()).hasSize(2);
    assertThat(said.toString()).containsPattern("used for +A, B and tie +the report");
  }

  @Test
  void filesWithoutAnyTieAreNotEnough() {
    assertThatThrownBy(() -> train("bundle", List.of(tieFree)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("how often ties happen")
        .hasMessageContaining("--train");
    assertThat(folder.resolve("bundle")).doesNotExist();
  }

  @Test
  void aFileWithoutVotesIsRefusedByName() throws IOException {
    Path file = folder.resolve("pairs.csv");
    Files.writeString(
        file,
        "id,prompt,response_a,response_b\n1,\"[\"\"a\"\"]\",\"[\"\"b\"\"]\",\"[\"\"c\"\"]\"\n");
    assertThatThrownBy(() -> train("bundle", List.of(file)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("pairs.csv has no columns for votes");
  }

  @Test
  void aReportIsWrittenOnTheValidationRows() throws IOException {
    report = folder.resolve("new/report");
    train("bundle", List.of(withTies, tieFree));
    assertThat(folder.resolve("new/report/report.html"))
        .content()
        .contains("On 48 rows of validation.csv", "used for nothing else", "A against B")
        .contains("Precisions side by side", "head without the encoder");
    assertThat(folder.resolve("new/report/report.json"))
        .content()
        .contains("\"features_only\"", "\"perfectly_calibrated\"", "\"learning_rate\"")
        .containsPattern("\"loss\" : 0\\.[0-9]+,\\s+\"held_out_loss\" : null");
  }

  @Test
  void withoutAValidationFileTheReportIsOutOfFold() throws IOException {
    report = folder.resolve("report");
    validation = null;
    train("bundle", List.of(withTies, tieFree));
    assertThat(folder.resolve("report/report.html"))
        .content()
        .contains("On 60 rows of the training files, out of fold", "No validation file was given")
        .contains("Calibration before and after", "Most confident errors", "with-ties.csv, line ");
  }

  /** The whole loop: a larger bundle predicts the training rows, and a smaller one learns them. */
  @Test
  void aSmallModelLearnsFromThePredictionsOfALargeOne() throws IOException {
    train("large", List.of(withTies));
    List<PredictionFileName> teachers = new ArrayList<>();
    for (Path votes : List.of(withTies, tieFree)) {
      Path predicted = folder.resolve("large-" + votes.getFileName());
      new Prediction(
              folder.resolve("large"),
              new PredictionInput(votes.toString(), BadRows.STOP, ColumnNames.OWN),
              predicted.toString())
          .run(Prediction.Unfinished.KEEP);
      teachers.add(new PredictionFileName(predicted, null));
    }
    report = folder.resolve("report");
    DataOptions data =
        new DataOptions(
            List.of(withTies, tieFree), List.of(), null, teachers, BadRows.STOP, ColumnNames.OWN);
    BundleManifest manifest = train("small", data);
    assertThat(said.toString())
        .contains(
            "teacher large-with-ties.csv labels 60 votes in files with ties (log loss",
            "teacher large-tie-free.csv labels 0 votes in files with ties and 64 in tie-free");
    assertThat(manifest.provenance().recipe())
        .extractingByKey("teachers")
        .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
        .hasSize(2);
    assertThat(folder.resolve("small/MODEL_CARD.md"))
        .content()
        .contains(
            "`large-tie-free.csv`: the labels of 0 rows in files with ties and of 64 other rows",
            "75% of the label is the teacher's probabilities, and 25% is the vote",
            "difference between the vectors, their sum, and ");
    assertThat(folder.resolve("report/report.html"))
        .content()
        .contains("Teachers", "Teacher and model", "gain over the class prior");
    assertThat(folder.resolve("small.training/run.json")).content().contains("\"teachers\"");
  }

  @Test
  void moreTokensThanTheEncoderCanReadAreRefused() {
    TrainingOptions options =
        new TrainingOptions(
            TinyStart.data(List.of(withTies), null),
            folder.resolve("bundle"),
            new EncoderChoice(List.of(Precision.FP32), null),
            recipe("128"),
            TinyStart.settings(folder.resolve("bundle")),
            "test",
            null,
            null);
    assertThatThrownBy(() -> new TrainingRun(options, new PrintWriter(said)).run(base))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--max-tokens is 128; expected at most 64");
  }

  /** Cross-encoder, cased, Adam at a constant rate, dropout, nothing frozen, last weights kept. */
  @Test
  void theNotebookRecipeTrainsACasedEncoderFromADirectory() throws IOException {
    base = BaseEncoders.open("src/test/resources/bert/cased", List.of(), Path.of(""));
    recipe =
        Recipes.read(
            "notebook",
            Map.of("max-tokens", "32", "epochs", "2", "batch", "16", "inference-batch", "4"));
    BundleManifest manifest = train("bundle", List.of(withTies, tieFree));
    assertThat(manifest.encoding().kind()).isEqualTo(EncodingSpec.Kind.CROSS_ENCODER);
    assertThat(manifest.provenance().recipe())
        .containsEntry("recipe", "notebook")
        .containsEntry("optimiser", "adam")
        .containsEntry("overridden", List.of("max-tokens", "epochs", "batch", "inference-batch"));
    try (PreferenceScorer scorer = PreferenceScorer.open(folder.resolve("bundle"))) {
      Probabilities straight =
          scorer.score(TinyBundle.pair("1", "Hi", "Hello", "No")).probabilities();
      Probabilities swapped =
          scorer.score(TinyBundle.pair("1", "Hi", "No", "Hello")).probabilities();
      assertThat(swapped.a()).isCloseTo(straight.b(), within(1e-3));
      assertThat(swapped.tie()).isCloseTo(straight.tie(), within(1e-3));
    }
    assertThat(manifest.metrics().get(0).rows()).isEqualTo(48);
    assertThat(folder.resolve("bundle/MODEL_CARD.md"))
        .content()
        .contains("reads the prompt with both answers, in one order and in the other")
        .contains("The encoder always reads both orders")
        .contains("It reads only the beginning of long texts.")
        .contains("its last weights were kept");
  }

  @Test
  void aBundleWhoseEncoderIsNotFineTunedSaysSo() throws IOException {
    recipe =
        Recipes.read(
            "default", Map.of("epochs", "0", "probe", "0", "max-tokens", "32", "seed", "1"));
    train("bundle", List.of(withTies, tieFree));
    assertThat(folder.resolve("bundle/MODEL_CARD.md"))
        .content()
        .contains("The encoder was not fine-tuned: ")
        .contains("difference between the vectors, and ")
        .doesNotContain("The encoder was trained on");
  }

  private BundleManifest train(String name, List<Path> files) throws IOException {
    return train(name, TinyStart.data(files, validation));
  }

  private BundleManifest train(String name, DataOptions data) throws IOException {
    TrainingOptions options =
        new TrainingOptions(
            data,
            folder.resolve(name),
            encoders,
            recipe,
            TinyStart.settings(folder.resolve(name)),
            "./arena train",
            cardNote,
            report);
    return new TrainingRun(options, new PrintWriter(said)).run(base);
  }

  private static Recipe recipe(String maxTokens) {
    return Recipes.read(
        "default",
        Map.of("batch", "8", "learning-rate", "1e-3", "max-tokens", maxTokens, "seed", "1"));
  }
}
