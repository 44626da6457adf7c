package dev.arena.trainer.run;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.arena.models.bundle.BundleManifest;
import dev.arena.models.encode.EncodingSpec.CutPolicy;
import dev.arena.models.encode.EncodingSpec.Kind;
import dev.arena.statistics.Interval;
import dev.arena.trainer.base.BaseEncoder;
import dev.arena.trainer.evaluate.Baselines;
import dev.arena.trainer.evaluate.RowLosses;
import dev.arena.trainer.evaluate.RowLosses.Difference;
import dev.arena.trainer.export.Exported;
import dev.arena.trainer.export.Exported.Variant;
import dev.arena.trainer.head.Calibration;
import dev.arena.trainer.head.HeadSelection;
import dev.arena.trainer.recipe.Distillation;
import dev.arena.trainer.recipe.Selection;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The text of a bundle's {@code MODEL_CARD.md}: the words of {@code model-card.mustache} with the
 * figures of this training run. What the card says about the votes comes from the user ({@link
 * TrainingOptions#cardNote}).
 *
 * @param report figures on rows that were used for nothing else, if a file was named
 */
record ModelCard(
    TrainedModel model,
    BundleManifest manifest,
    TrainingOptions options,
    @Nullable ValidationReport report) {

  /** The card in Markdown. */
  String text() {
    try (InputStream file =
            Objects.requireNonNull(ModelCard.class.getResourceAsStream("model-card.mustache"));
        InputStreamReader reader = new InputStreamReader(file, StandardCharsets.UTF_8)) {
      Template template =
          Mustache.compiler().escapeHTML(false).strictSections(true).compile(reader);
      return template.execute(values());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, @Nullable Object> values() {
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put("manifest", manifest);
    putEncoder(values);
    putData(values);
    values.put("report", report == null ? null : report(report));
    values.put("command", options.command());
    values.put("choice", choice());
    putExport(values);
    return values;
  }

  private void putEncoder(Map<String, @Nullable Object> values) {
    BaseEncoder base = model.base();
    int layers = base.weights().sizes().layers();
    values.put("base", base);
    values.put("licensed", !base.licence().equals(BaseEncoder.UNKNOWN_LICENCE));
    values.put("layers", layers == 1 ? "1 layer" : layers + " layers");
    values.put(
        "features",
        manifest.features().antisymmetric().size() + manifest.features().symmetric().size());
    values.put(
        "tieVector",
        Arrays.stream(model.fitted().head().tieVector()).anyMatch(weight -> weight != 0));
    values.put("usesEncoder", model.fitted().selected().usesEncoder());
    values.put("crossEncoder", manifest.encoding().kind() == Kind.CROSS_ENCODER);
    values.put("keepsEnd", manifest.encoding().cut().policy() == CutPolicy.HEAD_TAIL);
  }

  private void putData(Map<String, @Nullable Object> values) {
    List<Map<String, Object>> files = new ArrayList<>();
    for (VoteFile file : model.votes().files()) {
      long ties = file.votes().stream().filter(vote -> !vote.hasWinner()).count();
      files.add(
          Map.of(
              "name", file.name(),
              "rows", format("%,d", file.votes().size()),
              "tieFree", file.tieFree(),
              "ties", format("%,d", ties),
              "sha256", file.sha256()));
    }
    TrainingVotes learning = model.votes().learning();
    values.put("files", files);
    putTeachers(values);
    values.put("skipped", learning.validated() + learning.repeated() > 0);
    values.put("validated", format("%,d", learning.validated()));
    values.put("repeated", format("%,d", learning.repeated()));
    int heldOut = model.split().heldOut().size();
    values.put("frozen", options.recipe().optimisation().epochs() == 0);
    values.put("keepsLast", options.recipe().selection().keep() == Selection.Keep.LAST);
    values.put("trained", format("%,d", model.split().train().size()));
    values.put("heldOut", heldOut == 0 ? null : format("%,d", heldOut));
    values.put("improved", model.tuned().bestStep() != 0);
    values.put("calibrationVotes", format("%,d", model.split().calibration().size()));
    values.put("note", options.cardNote() == null ? null : options.cardNote().strip());
  }

  private void putTeachers(Map<String, @Nullable Object> values) {
    List<Map<String, @Nullable Object>> teachers = new ArrayList<>();
    List<TeacherFigures> figures = model.votes().teacherFigures();
    for (int i = 0; i < figures.size(); i++) {
      TeacherFigures one = figures.get(i);
      Map<String, @Nullable Object> teacher = new HashMap<>();
      teacher.put("name", one.name());
      teacher.put("votes", format("%,d", one.votes()));
      teacher.put("tieFreeVotes", format("%,d", one.tieFreeVotes()));
      teacher.put("logLoss", one.logLoss() == null ? null : format("%.4f", one.logLoss()));
      teacher.put("knowsVotes", one.knowsVotes());
      teacher.put("calibration", model.fitted().recalibrations().get(i).clause());
      teacher.put("sha256", model.votes().teachers().files().get(i).sha256());
      teachers.add(teacher);
    }
    Distillation distillation = options.recipe().distillation();
    values.put("distilled", !teachers.isEmpty());
    values.put("teachers", teachers);
    values.put("voteShare", format("%.0f%%", 100 * distillation.voteShare()));
    values.put("teacherShare", format("%.0f%%", 100 * (1 - distillation.voteShare())));
  }

  private static Map<String, Object> report(ValidationReport report) {
    RowLosses losses = report.model();
    Interval interval = losses.interval();
    List<Map<String, Object>> baselines = new ArrayList<>();
    report
        .baselines()
        .forEach(
            (name, baseline) -> {
              Difference difference = losses.against(baseline);
              baselines.add(
                  Map.of(
                      "name", Baselines.description(name),
                      "logLoss", format("%.4f", baseline.logLoss()),
                      "difference", format("%+.4f", difference.mean()),
                      "low", format("%+.4f", difference.interval95().low()),
                      "high", format("%+.4f", difference.interval95().high())));
            });
    return Map.of(
        "rows", format("%,d", losses.rows()),
        "file", report.file(),
        "precision", report.precision().text(),
        "logLoss", format("%.4f", losses.logLoss()),
        "low", format("%.3f", interval.low()),
        "high", format("%.3f", interval.high()),
        "accuracy", format("%.3f", losses.accuracy()),
        "calibrationError", format("%.3f", losses.calibrationError()),
        "baselines", baselines);
  }

  /** How the head was chosen; null if there were too few votes for a choice. */
  private @Nullable Map<String, Object> choice() {
    HeadSelection.Selected selected = model.fitted().selected();
    if (selected.predictions().isEmpty()) {
      return null;
    }
    Calibration calibration = model.fitted().calibration();
    Difference difference = model.fitted().encoderDifference();
    return Map.of(
        "rows", format("%,d", selected.losses().length),
        "logLoss", format("%.4f", selected.meanLoss()),
        "without", format("%.4f", model.fitted().featuresOnly().meanLoss()),
        "difference", format("%+.4f", difference.mean()),
        "low", format("%+.4f", difference.interval95().low()),
        "high", format("%+.4f", difference.interval95().high()),
        "calibrated", !calibration.equals(Calibration.NONE),
        "factor", format("%.3f", calibration.factor()),
        "shift", format("%+.3f", calibration.shift()));
  }

  private void putExport(Map<String, @Nullable Object> values) {
    Exported exported = model.exported();
    List<Map<String, Object>> rounded =
        exported.variants().stream()
            .filter(Variant::rounded)
            .map(
                variant ->
                    Map.<String, Object>of(
                        "precision", variant.precision().text(),
                        "divergence", format("%.6f", variant.klToFp32()),
                        "pairs", format("%,d", variant.pairs()),
                        "difference", format("%.3f", variant.probabilityDifference())))
            .toList();
    values.put("fp32", rounded.size() < exported.variants().size());
    values.put("compared", format("%,d", exported.parity().pairs()));
    values.put("vectorDifference", format("%.1g", exported.parity().vectorDifference()));
    values.put("rounded", rounded);
    values.put("omitted", exported.leftOut());
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
