package dev.arena.trainer.run;

import dev.arena.cli.ArenaVersion;
import dev.arena.cli.ProcessorTime;
import dev.arena.models.Probabilities;
import dev.arena.models.bundle.BundleManifest;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.check.DataCheck;
import dev.arena.trainer.check.Table;
import dev.arena.trainer.evaluate.Baselines;
import dev.arena.trainer.evaluate.Evaluation;
import dev.arena.trainer.evaluate.Figures;
import dev.arena.trainer.head.Calibration;
import dev.arena.trainer.report.Report;
import dev.arena.trainer.report.ReportData;
import dev.arena.trainer.report.TrainingPart;
import dev.arena.trainer.report.TrainingPart.Calibrated;
import dev.arena.trainer.report.TrainingPart.CalibrationChange;
import dev.arena.trainer.report.TrainingPart.CurvePoint;
import dev.arena.trainer.tune.TrainingLog;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The report of a training run. It evaluates the finished bundle on the validation file or, without
 * such a file, the head on the calibration votes, out of fold.
 */
final class TrainingReport {
  /** The maximum number of points on a curve, which is more than a screen can show. */
  private static final int MOST_STEPS = 400;

  private static final String OUT_OF_FOLD =
      "No validation file was given: the rows are the calibration votes, which the encoder was not"
          + " trained on, each predicted by a head that was fitted without that vote. The"
          + " calibration was fitted to these rows, and they decided whether the head uses the"
          + " encoder, so the figures are slightly optimistic.";
  private static final String VALIDATION =
      "These rows were used for nothing else: neither for training nor for any choice.";

  private final TrainedModel model;
  private final BundleManifest manifest;
  private final TrainingOptions options;

  /**
   * @param manifest of the bundle that was written
   */
  TrainingReport(TrainedModel model, BundleManifest manifest, TrainingOptions options) {
    this.model = model;
    this.manifest = manifest;
    this.options = options;
  }

  /** Writes the report, and returns a line for the terminal. */
  String write(Path directory) {
    ValidationReport.Rows validation = model.votes().validation();
    if (validation == null && predictions().isEmpty()) {
      return "no report: there is no validation file, and there are too few calibration votes";
    }
    Figures figures = validation == null ? outOfFold() : onValidation(validation);
    Report.write(
        directory,
        new ReportData(
            figures, part(), origin(validation == null ? OUT_OF_FOLD : VALIDATION, options)));
    return "report written to " + directory.resolve(Report.PAGE);
  }

  /** The origin of a run's figures. */
  static ReportData.Origin origin(String rowsAre, TrainingOptions options) {
    return new ReportData.Origin(
        rowsAre,
        options.command(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        ArenaVersion.current());
  }

  private Figures onValidation(ValidationReport.Rows validation) {
    return new Evaluation(
            validation.file().name(), model.baselines(), true, ProcessorTime.ofProcess())
        .of(List.of(options.out()), validation.rows());
  }

  private Figures outOfFold() {
    HeadStage.Fitted fitted = model.fitted();
    List<Probabilities> predicted = fitted.outOfFold();
    List<EncodedVote> votes = calibrationVotes();
    List<Figures.PredictedRow> rows = new ArrayList<>();
    for (int i = 0; i < votes.size(); i++) {
      rows.add(votes.get(i).predicted(predicted.get(i)));
    }
    Baselines.Predicted baselines =
        Baselines.withinRows()
            .on(rows.stream().map(Figures.PredictedRow::row).toList())
            .with(
                Baselines.FEATURES_ONLY,
                fitted.featuresCalibration().probabilities(fitted.featuresOnly().predictions()));
    return Figures.ofPredictions(
        "the training files, out of fold", manifest.model(), rows, baselines);
  }

  private List<EncodedVote> calibrationVotes() {
    return model.split().calibration().stream()
        .map(i -> model.votes().learning().votes().get(i))
        .toList();
  }

  private List<double[]> predictions() {
    return model.fitted().selected().predictions();
  }

  private TrainingPart part() {
    return new TrainingPart(
        new TrainingPart.Learning(curve(), model.tuned().bestStep()),
        manifest.provenance().recipe(),
        tables(model.votes(), comparison()),
        predictions().isEmpty() ? null : change());
  }

  private List<CurvePoint> curve() {
    List<CurvePoint> curve = new ArrayList<>();
    for (TrainingLog.Step step : TrainingLog.steps(options.settings().directory(), MOST_STEPS)) {
      curve.add(new CurvePoint(step.step(), step.loss(), null, step.learningRate()));
    }
    model
        .tuned()
        .points()
        .forEach(point -> curve.add(new CurvePoint(point.step(), null, point.heldOutLoss(), null)));
    return curve;
  }

  private CalibrationChange change() {
    List<Outcome> outcomes = calibrationVotes().stream().map(EncodedVote::outcome).toList();
    Calibration calibration = model.fitted().calibration();
    return new CalibrationChange(
        Calibrated.of(Calibration.NONE.probabilities(predictions()), outcomes),
        calibration.equals(Calibration.NONE)
            ? null
            : Calibrated.of(model.fitted().outOfFold(), outcomes));
  }

  private @Nullable TeacherComparison comparison() {
    if (predictions().isEmpty() || model.votes().teacherFigures().isEmpty()) {
      return null;
    }
    List<EncodedVote> votes = calibrationVotes();
    return TeacherComparison.of(
        votes,
        model.fitted().outOfFold(),
        Objects.requireNonNull(
            Baselines.withinRows()
                .predict(votes.stream().map(EncodedVote::features).toList(), false)
                .get(Baselines.PRIOR)));
  }

  /**
   * A table of what the files hold and, if there are any, one of teachers and one of warnings.
   *
   * @param comparison the model compared with its teachers, if enough votes have a label
   */
  static List<TrainingPart.Table> tables(RunVotes votes, @Nullable TeacherComparison comparison) {
    DataCheck check = votes.check();
    Table data = check.table();
    List<TrainingPart.Table> tables = new ArrayList<>();
    if (!votes.teacherFigures().isEmpty()) {
      tables.add(teachers(votes.teacherFigures()));
    }
    if (comparison != null) {
      tables.add(comparison(comparison));
    }
    tables.add(
        new TrainingPart.Table(
            "Data",
            "What the files hold, and what each was used for. Lengths are medians unless noted,"
                + " with the turns of a side added up.",
            data.header(),
            data.rows(),
            false));
    if (!check.findings().isEmpty()) {
      tables.add(
          new TrainingPart.Table(
              "Warnings about the data",
              "A warning means that the figures or the model may be unreliable.",
              List.of("", "rows", "what was found"),
              check.findings().stream().map(TrainingReport::line).toList(),
              true));
    }
    return tables;
  }

  private static TrainingPart.Table teachers(List<TeacherFigures> teachers) {
    return new TrainingPart.Table(
        "Teachers",
        "The files whose probabilities are soft labels. A calibrated teacher's log loss is as large"
            + " as the entropy of its labels. A teacher whose log loss is clearly below %.2f has probably learned from these very votes."
                .formatted(TeacherFigures.PLAUSIBLE),
        List.of(
            "",
            "ids",
            "votes in files with ties",
            "votes in tie-free files",
            "log loss",
            "entropy",
            "knows the votes"),
        teachers.stream()
            .map(
                teacher ->
                    List.of(
                        teacher.name(),
                        String.valueOf(teacher.pairs()),
                        String.valueOf(teacher.votes()),
                        String.valueOf(teacher.tieFreeVotes()),
                        loss(teacher.logLoss()),
                        loss(teacher.entropy()),
                        teacher.knowsVotes() ? "probably" : "no sign"))
            .toList(),
        false);
  }

  private static TrainingPart.Table comparison(TeacherComparison comparison) {
    return new TrainingPart.Table(
        "Teacher and model",
        String.format(
            Locale.ROOT,
            "On the same %,d votes in files with ties, each predicted by a head that was fitted without it: %s.",
            comparison.votes(),
            comparison.keptClause()),
        List.of("", "log loss", "difference from the teacher"),
        List.of(
            line("teacher", comparison.teacher(), comparison),
            line("model", comparison.model(), comparison),
            line("class prior", comparison.prior(), comparison)),
        false);
  }

  private static List<String> line(String name, double loss, TeacherComparison comparison) {
    return List.of(
        name, loss(loss), String.format(Locale.ROOT, "%+.4f", loss - comparison.teacher()));
  }

  private static String loss(@Nullable Double loss) {
    return loss == null ? "" : String.format(Locale.ROOT, "%.4f", loss);
  }

  private static List<String> line(DataCheck.Finding finding) {
    return List.of(
        finding.warning() ? "warning" : "note",
        String.valueOf(finding.count()),
        finding.sentence());
  }
}
