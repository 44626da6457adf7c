package dev.arena.trainer.run;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import dev.arena.cli.ArenaVersion;
import dev.arena.cli.CpuInfo;
import dev.arena.models.bundle.BundleManifest;
import dev.arena.models.bundle.BundleManifest.Base;
import dev.arena.models.bundle.BundleManifest.DataFile;
import dev.arena.models.bundle.BundleManifest.EncoderEntry;
import dev.arena.models.bundle.BundleManifest.FileEntry;
import dev.arena.models.bundle.BundleManifest.Golden;
import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.models.bundle.BundleManifest.Provenance;
import dev.arena.models.bundle.BundleWriter;
import dev.arena.models.bundle.DriftReference;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.bundle.Sha256;
import dev.arena.models.encode.FeatureSpec;
import dev.arena.models.facts.DriftFeatures;
import dev.arena.trainer.export.Exported;
import dev.arena.trainer.export.Exported.Variant;
import dev.arena.trainer.head.Calibration;
import dev.arena.trainer.head.HeadSelection;
import dev.arena.trainer.network.Threads;
import dev.arena.trainer.optimize.AdamW;
import dev.arena.trainer.report.Report;
import dev.arena.trainer.rows.ReferenceRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes the files of a trained model's bundle. */
final class BundleFiles {
  private static final String VERSION = "1.0.0";
  private static final int VERSION_DIGITS = 8;

  /** The tolerance in the staged manifest, which has no golden pairs to compare with. */
  private static final double UNCHECKED = 0.5;

  private final TrainedModel model;
  private final TrainingOptions options;
  private final Consumer<String> log;

  /**
   * @param log receives what was omitted
   */
  BundleFiles(TrainedModel model, TrainingOptions options, Consumer<String> log) {
    this.model = model;
    this.options = options;
    this.log = log;
  }

  /**
   * Writes the bundle, with figures that its own scorer computes. The graphs must be in the
   * writer's directory.
   */
  BundleManifest write(BundleWriter writer) throws IOException {
    Files.write(writer.path("tokenizer.json"), model.base().tokenizer());
    writer.write(reference());
    StagedBundle staged =
        new StagedBundle(writer.stage(manifest("0", unchecked(), List.of(), null)));
    Exported exported = model.exported();
    List<Golden> golden = staged.golden(GoldenPairs.all());
    List<EncoderEntry> passed = new ArrayList<>();
    for (Variant variant : model.exported().variants()) {
      double difference = staged.difference(variant.precision(), golden);
      if (difference <= GoldenPairs.MOST_DIFFERENCE) {
        passed.add(entry(variant, GoldenPairs.tolerance(variant.precision(), difference)));
      } else {
        String reason = GoldenPairs.tooFar(variant.precision(), difference);
        log.accept(reason + ", so it is omitted");
        exported = exported.without(variant.precision(), reason);
      }
    }
    return new BundleFiles(model.withExported(exported), options, log)
        .finish(writer, staged, golden, passed);
  }

  /** The features of the model's votes in files with ties, and of their predictions out of fold. */
  private DriftReference reference() {
    ReferenceRows rows = new ReferenceRows();
    for (EncodedVote vote : model.votes().learning().votes()) {
      if (!vote.tieFree()) {
        rows.add(DriftFeatures.of(vote.texts()));
        rows.add(DriftFeatures.of(vote.pair().tokens(), vote.pair().truncated()));
      }
    }
    model.fitted().outOfFold().forEach(prediction -> rows.add(DriftFeatures.of(prediction)));
    return rows.reference();
  }

  /** All encoders in the directory, including the fp32 one for comparison. */
  private List<EncoderEntry> unchecked() {
    return Stream.concat(
            Stream.of(model.exported().reference()),
            model.exported().variants().stream().filter(Variant::rounded))
        .map(variant -> entry(variant, UNCHECKED))
        .toList();
  }

  private BundleManifest finish(
      BundleWriter writer, StagedBundle staged, List<Golden> golden, List<EncoderEntry> encoders)
      throws IOException {
    ValidationReport.Rows rows = model.votes().validation();
    ValidationReport report = rows == null ? null : report(rows, staged);
    for (Precision precision : Precision.values()) {
      if (encoders.stream().noneMatch(entry -> entry.precision() == precision)) {
        Files.deleteIfExists(writer.path(Variant.file(precision)));
      }
    }
    BundleManifest manifest = manifest(version(writer.directory()), encoders, golden, report);
    Files.writeString(writer.path("metrics.json"), Report.json(metrics(report)));
    Files.writeString(
        writer.path(ModelBundle.MODEL_CARD),
        new ModelCard(model, manifest, options, report).text());
    return writer.finish(manifest);
  }

  private ValidationReport report(ValidationReport.Rows rows, StagedBundle staged) {
    Precision precision = model.exported().reported();
    return ValidationReport.of(
        rows, precision, staged.predict(precision, rows.rows()), model.baselines());
  }

  private BundleManifest manifest(
      String version,
      List<EncoderEntry> entries,
      List<Golden> golden,
      @Nullable ValidationReport report) {
    Instant trainedThrough = model.votes().learning().latest();
    return new BundleManifest(
        BundleManifest.FORMAT,
        "arena-" + model.base().name(),
        version,
        BundleManifest.OUTCOMES,
        options.recipe().encoding(),
        FeatureSpec.all(),
        model.fitted().head().scoringVector().length,
        FileEntry.named("tokenizer.json"),
        entries,
        FileEntry.named(Exported.HEAD),
        FileEntry.named(ModelBundle.REFERENCE),
        golden,
        report == null ? List.of() : List.of(report.metric()),
        trainedThrough == null ? null : trainedThrough.toString(),
        provenance(),
        model.base().licence());
  }

  private static EncoderEntry entry(Variant variant, double tolerance) {
    return new EncoderEntry(
        variant.precision(),
        variant.file(),
        "",
        0,
        variant.operators().inManifest(),
        variant.rounded() ? variant.klToFp32() : null,
        tolerance);
  }

  /**
   * The version of a bundle; it is the same for runs that gave the same weights, and only for
   * those.
   */
  private String version(Path directory) throws IOException {
    List<byte[]> networks = new ArrayList<>();
    for (Variant variant : model.exported().variants()) {
      networks.add(Files.readAllBytes(directory.resolve(variant.file())));
    }
    networks.add(Files.readAllBytes(directory.resolve(Exported.HEAD)));
    return VERSION + "+" + Sha256.of(networks).substring(0, VERSION_DIGITS);
  }

  private Provenance provenance() {
    Map<String, Object> recipe = new LinkedHashMap<>(options.recipe().toMap());
    recipe.put("betas", List.of(AdamW.BETA1, AdamW.BETA2));
    recipe.put("offset_ridge", HeadStage.FIRST_RIDGE);
    recipe.put("train_share_with_ties", TrainingSplit.TRAIN_SHARE);
    recipe.put("held_out_from", TrainingSplit.HELD_OUT_FROM);
    recipe.putAll(HeadSelection.settings());
    recipe.put("calibration_ridge", Calibration.RIDGE);
    recipe.put("held_out_votes", model.split().heldOut().size());
    recipe.put("train_votes", model.split().train().size());
    recipe.put("calibration_votes", model.split().calibration().size());
    recipe.put("left_out_as_validated", model.votes().learning().validated());
    recipe.put("left_out_as_repeated", model.votes().learning().repeated());
    recipe.put("best_step", model.tuned().bestStep());
    recipe.put("device", model.devices().toString());
    if (!model.votes().teachers().files().isEmpty()) {
      recipe.put("teachers", teachers());
    }
    List<DataFile> data =
        model.votes().files().stream()
            .map(file -> new DataFile(file.name(), file.votes().size(), file.sha256()))
            .toList();
    recipe.put(
        "tie_free_files",
        model.votes().files().stream().filter(VoteFile::tieFree).map(VoteFile::name).toList());
    return new Provenance(
        options.command(),
        recipe,
        new Base(model.base().name(), model.base().sha256()),
        data,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        ArenaVersion.current(),
        System.getProperty("java.version"),
        OrtEnvironment.getEnvironment().getVersion(),
        Engine.getDjlVersion(),
        CpuInfo.read().name(),
        Threads.count());
  }

  private List<DataFile> teachers() {
    return model.votes().teachers().files().stream()
        .map(file -> new DataFile(file.name(), file.byId().size(), file.sha256()))
        .toList();
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
    fold.put("uses_encoder", fitted.selected().usesEncoder());
    fold.put("calibration", fitted.calibration());
    map.put("out_of_fold", fold);
    Map<String, Object> export = new LinkedHashMap<>();
    export.put("fp32_to_network", model.exported().parity());
    export.put("variants", model.exported().variants());
    export.put("left_out", model.exported().leftOut());
    map.put("export", export);
    map.put("held_out", model.tuned().points());
    map.put("best_step", model.tuned().bestStep());
    map.put("data", model.votes().check());
    map.put("teachers", model.votes().teacherFigures());
    map.put("recipe", options.recipe().toMap());
    return map;
  }
}
