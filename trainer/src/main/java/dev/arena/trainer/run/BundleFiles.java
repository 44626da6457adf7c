package dev.arena.trainer.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arena.models.bundle.BundleManifest;
import dev.arena.models.bundle.BundleManifest.Base;
import dev.arena.models.bundle.BundleManifest.DataFile;
import dev.arena.models.bundle.BundleManifest.EncoderEntry;
import dev.arena.models.bundle.BundleManifest.FileEntry;
import dev.arena.models.bundle.BundleManifest.Golden;
import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.models.bundle.BundleManifest.Provenance;
import dev.arena.models.bundle.BundleWriter;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.bundle.Sha256;
import dev.arena.models.command.ArenaVersion;
import dev.arena.trainer.head.Calibration;
import dev.arena.trainer.head.HeadSelection;
import dev.arena.trainer.network.Threads;
import dev.arena.trainer.optimize.AdamW;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the files of a trained model's bundle. */
final class BundleFiles {
  private static final String VERSION = "1.0.0";
  private static final String OPERATORS = "onnx-17";
  private static final int VERSION_DIGITS = 8;

  /** Stands in the staged manifest, which has no golden pairs to compare. */
  private static final double UNCHECKED = 0.5;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private final TrainedModel model;
  private final TrainingOptions options;

  BundleFiles(TrainedModel model, TrainingOptions options) {
    this.model = model;
    this.options = options;
  }

  /**
   * Writes the bundle after its own scorer was asked for the figures in it.
   *
   * @param rows to report on, if a file was named
   */
  BundleManifest write(BundleWriter writer, ValidationReport.@Nullable Rows rows)
      throws IOException {
    Files.write(writer.path("tokenizer.json"), model.base().tokenizer());
    Files.write(writer.path("head.onnx"), model.exported().head());
    List<Precision> all = List.copyOf(model.exported().encoders().keySet());
    for (Precision precision : all) {
      Files.write(writer.path(file(precision)), model.exported().encoder(precision));
    }
    Map<Precision, Double> unknown = new EnumMap<>(Precision.class);
    all.forEach(precision -> unknown.put(precision, UNCHECKED));
    StagedBundle staged = new StagedBundle(writer.stage(manifest(unknown, List.of(), null)));
    List<Golden> golden = staged.golden(GoldenPairs.all());
    Map<Precision, Double> tolerances = new EnumMap<>(Precision.class);
    for (Precision precision : options.precisions()) {
      tolerances.put(precision, staged.tolerance(precision, golden));
    }
    ValidationReport report = rows == null ? null : report(rows, staged);
    for (Precision precision : all) {
      if (!tolerances.containsKey(precision)) {
        Files.delete(writer.path(file(precision)));
      }
    }
    BundleManifest manifest = manifest(tolerances, golden, report);
    Files.writeString(writer.path("metrics.json"), json(metrics(report)) + "\n");
    Files.writeString(
        writer.path(ModelBundle.MODEL_CARD), ModelCard.of(model, manifest, options, report));
    return writer.finish(manifest);
  }

  private ValidationReport report(ValidationReport.Rows rows, StagedBundle staged) {
    Precision precision = options.reported();
    return ValidationReport.of(
        rows, precision, staged.predict(precision, rows.rows()), model.baselines());
  }

  private static String file(Precision precision) {
    return "encoder." + precision.text() + ".onnx";
  }

  private static String json(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report cannot be written as JSON", e);
    }
  }

  private BundleManifest manifest(
      Map<Precision, Double> tolerances, List<Golden> golden, @Nullable ValidationReport report) {
    List<EncoderEntry> entries =
        tolerances.entrySet().stream()
            .map(entry -> entry(entry.getKey(), entry.getValue()))
            .toList();
    return new BundleManifest(
        BundleManifest.FORMAT,
        "arena-" + model.base().name(),
        version(),
        BundleManifest.OUTCOMES,
        model.encoding(),
        model.features(),
        model.fitted().head().direction().length,
        FileEntry.named("tokenizer.json"),
        entries,
        FileEntry.named("head.onnx"),
        golden,
        report == null ? List.of() : List.of(report.metric()),
        provenance(),
        model.base().licence());
  }

  private EncoderEntry entry(Precision precision, double tolerance) {
    return new EncoderEntry(
        precision,
        file(precision),
        "",
        0,
        OPERATORS,
        precision == Precision.FP32 ? null : model.exported().klToFp32(),
        tolerance);
  }

  /** Two trainings that differ in a weight differ in their version, and equal ones agree. */
  private String version() {
    List<byte[]> networks = new ArrayList<>();
    options.precisions().stream()
        .sorted()
        .forEach(precision -> networks.add(model.exported().encoder(precision)));
    networks.add(model.exported().head());
    return VERSION + "+" + Sha256.of(networks).substring(0, VERSION_DIGITS);
  }

  private Provenance provenance() {
    HeadSelection.Choice choice = model.fitted().selected().choice();
    Map<String, Object> recipe = new LinkedHashMap<>(options.recipe().toMap());
    recipe.put("betas", List.of(AdamW.BETA1, AdamW.BETA2));
    recipe.put("offset_ridge", HeadStage.FIRST_RIDGE);
    recipe.put("learned_share_of_natural", LearningSplit.NATURAL_SHARE);
    recipe.put("held_out_from", LearningSplit.HELD_OUT_FROM);
    recipe.put("head_tried", HeadSelection.tried());
    recipe.put("calibration_ridge", Calibration.RIDGE);
    recipe.put("held_out_votes", model.split().heldOut().size());
    recipe.put("learned_votes", model.split().learned().size());
    recipe.put("judged_votes", model.split().judged().size());
    recipe.put("left_out_as_validated", model.votes().validated());
    recipe.put("left_out_as_repeated", model.votes().repeated());
    recipe.put("head_ridge", choice.ridge());
    recipe.put("score_ridge", choice.scoreRidge());
    recipe.put("decisive_weight", choice.decisiveWeight());
    recipe.put("best_step", model.bestStep());
    List<DataFile> data =
        model.files().files().stream()
            .map(file -> new DataFile(file.name(), file.votes().size(), file.sha256()))
            .toList();
    recipe.put(
        "decisive_files",
        model.files().files().stream().filter(VoteFile::decisive).map(VoteFile::name).toList());
    return new Provenance(
        options.command(),
        recipe,
        new Base(model.base().name(), model.base().sha256()),
        data,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        ArenaVersion.current(),
        Machine.java(),
        Machine.onnxRuntime(),
        Machine.djl(),
        Machine.cpu(),
        Threads.count());
  }

  private Map<String, Object> metrics(@Nullable ValidationReport report) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (report != null) {
      map.put("validation", report.toMap());
    }
    HeadStage.Fitted fitted = model.fitted();
    Map<String, Object> fold = new LinkedHashMap<>();
    if (!fitted.selected().predictions().isEmpty()) {
      fold.put("rows", fitted.selected().losses().length);
      fold.put("log_loss", fitted.selected().meanLoss());
      fold.put("features_only_log_loss", fitted.featuresOnly().meanLoss());
      fold.put("encoder_difference", fitted.encoderDifference());
    }
    fold.put("uses_encoder", fitted.selected().choice().usesEncoder());
    fold.put("calibration", fitted.calibration());
    map.put("selection_out_of_fold", fold);
    Map<String, Object> export = new LinkedHashMap<>();
    export.put("pairs", model.exported().pairs());
    export.put("fp32_vector_difference", model.exported().vectorDifference());
    export.put("fp32_probability_difference", model.exported().probabilityDifference());
    if (options.precisions().contains(Precision.INT8)) {
      export.put("int8_kl_to_fp32", model.exported().klToFp32());
    }
    map.put("export", export);
    map.put("held_out", model.points());
    map.put("best_step", model.bestStep());
    map.put("data", model.check());
    map.put("recipe", options.recipe().toMap());
    return map;
  }
}
