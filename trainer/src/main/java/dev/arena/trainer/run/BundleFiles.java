package dev.arena.trainer.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arena.models.Probabilities;
import dev.arena.models.bundle.BundleManifest;
import dev.arena.models.bundle.BundleManifest.Base;
import dev.arena.models.bundle.BundleManifest.DataFile;
import dev.arena.models.bundle.BundleManifest.EncoderEntry;
import dev.arena.models.bundle.BundleManifest.FileEntry;
import dev.arena.models.bundle.BundleManifest.Golden;
import dev.arena.models.bundle.BundleManifest.GoldenPair;
import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.models.bundle.BundleManifest.Provenance;
import dev.arena.models.bundle.BundleWriter;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.command.ArenaVersion;
import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.PairEncoder;
import dev.arena.trainer.head.HeadSelection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the files of a trained model's bundle. */
final class BundleFiles {
  private static final String VERSION = "1.0.0";
  private static final String OPERATORS = "onnx-17";
  private static final double FP32_TOLERANCE = 1e-3;
  private static final double INT8_TOLERANCE = 0.01;
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

  BundleManifest write(BundleWriter writer, PairEncoder encoder) throws IOException {
    Files.write(writer.path("tokenizer.json"), model.base().tokenizer());
    Files.write(writer.path("head.onnx"), model.exported().head());
    for (Precision precision : options.precisions()) {
      byte[] graph = model.exported().encoders().get(precision);
      if (graph == null) {
        throw new IllegalStateException("no graph of precision " + precision.text());
      }
      Files.write(writer.path(file(precision)), graph);
    }
    Files.write(
        writer.path("metrics.json"), (json(metrics()) + "\n").getBytes(StandardCharsets.UTF_8));
    BundleManifest manifest = manifest(encoder);
    Files.writeString(writer.path(ModelBundle.MODEL_CARD), ModelCard.of(model, manifest, options));
    return writer.finish(manifest);
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

  private BundleManifest manifest(PairEncoder encoder) {
    List<GoldenPair> pairs = GoldenPairs.all();
    List<EncodedPair> encoded =
        pairs.stream().map(pair -> encoder.encode(pair.toPair("golden"))).toList();
    Precision exact =
        options.precisions().contains(Precision.FP32) ? Precision.FP32 : Precision.INT8;
    List<Probabilities> expected = model.exported().predict(exact, encoded, Machine.threads());
    List<Golden> golden = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      Probabilities p = expected.get(i);
      golden.add(new Golden(pairs.get(i), List.of(p.a(), p.b(), p.tie())));
    }
    List<EncoderEntry> entries =
        options.precisions().stream()
            .map(
                precision ->
                    new EncoderEntry(
                        precision,
                        file(precision),
                        "",
                        0,
                        OPERATORS,
                        precision == Precision.FP32 ? null : model.exported().klToFp32(),
                        tolerance(precision, encoded, expected)))
            .toList();
    return new BundleManifest(
        BundleManifest.FORMAT,
        "arena-" + model.base().name(),
        VERSION,
        BundleManifest.OUTCOMES,
        model.encoding(),
        model.features(),
        model.fitted().head().direction().length,
        FileEntry.named("tokenizer.json"),
        entries,
        FileEntry.named("head.onnx"),
        golden,
        model.validation() == null ? List.of() : List.of(model.validation().metric()),
        provenance(),
        "Apache-2.0");
  }

  /** Twice the difference found here, and never less than what processors differ by. */
  private double tolerance(
      Precision precision, List<EncodedPair> encoded, List<Probabilities> expected) {
    List<Probabilities> found = model.exported().predict(precision, encoded, Machine.threads());
    double largest = precision == Precision.FP32 ? FP32_TOLERANCE / 2 : INT8_TOLERANCE / 2;
    for (int i = 0; i < found.size(); i++) {
      largest = Math.max(largest, Math.abs(found.get(i).a() - expected.get(i).a()));
      largest = Math.max(largest, Math.abs(found.get(i).b() - expected.get(i).b()));
      largest = Math.max(largest, Math.abs(found.get(i).tie() - expected.get(i).tie()));
    }
    return Math.min(0.5, 2 * largest);
  }

  private Provenance provenance() {
    HeadSelection.Choice choice = model.fitted().selected().choice();
    Map<String, Object> recipe = new LinkedHashMap<>(options.recipe().toMap());
    recipe.put("head_ridge", choice.ridge());
    recipe.put("score_ridge", choice.scoreRidge());
    recipe.put("decisive_weight", choice.decisiveWeight());
    recipe.put("best_step", model.bestStep());
    List<DataFile> data =
        model.files().files().stream()
            .map(file -> new DataFile(file.name(), file.rows().size(), file.sha256()))
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
        Machine.threads());
  }

  private Map<String, Object> metrics() {
    Map<String, Object> map = new LinkedHashMap<>();
    if (model.validation() != null) {
      map.put("validation", model.validation().toMap());
    }
    HeadStage.Fitted fitted = model.fitted();
    Map<String, Object> fold = new LinkedHashMap<>();
    if (!fitted.selected().predictions().isEmpty()) {
      fold.put("rows", fitted.selected().losses().length);
      fold.put("log_loss", fitted.selected().meanLoss());
      fold.put("features_only_log_loss", fitted.featuresOnly().meanLoss());
    }
    fold.put("uses_encoder", fitted.selected().choice().usesEncoder());
    fold.put("calibration", fitted.calibration());
    map.put("out_of_fold", fold);
    Map<String, Object> export = new LinkedHashMap<>();
    export.put("pairs", model.exported().pairs());
    export.put("vector_difference", model.exported().vectorDifference());
    export.put("probability_difference", model.exported().probabilityDifference());
    export.put("int8_kl_to_fp32", model.exported().klToFp32());
    map.put("export", export);
    map.put("held_out", model.points());
    map.put("best_step", model.bestStep());
    return map;
  }
}
