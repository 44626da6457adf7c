package dev.arena.trainer.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.arena.schemas.text.XmlEscaper;
import dev.arena.trainer.evaluate.Baselines;
import dev.arena.trainer.evaluate.Figures;
import dev.arena.trainer.evaluate.ModelFigures;
import dev.arena.trainer.evaluate.RowLosses.Difference;
import dev.arena.trainer.evaluate.Scores;
import dev.arena.trainer.report.ReportData.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The page of a report, as {@code report.mustache.html} renders it. The template escapes all texts
 * except the SVG images, which escape their own.
 *
 * @param title of the page
 * @param verdict the conclusion from the figures, in a sentence or two
 * @param tiles the most important figures
 * @param sections everything else
 * @param data the file's name
 * @param rows number of rows
 * @param tieFree whether all figures are for A against B
 * @param origin of the figures
 */
record ReportPage(
    String title,
    String verdict,
    List<Tile> tiles,
    List<Section> sections,
    String data,
    String rows,
    boolean tieFree,
    Origin origin) {

  /**
   * A figure in large print.
   *
   * @param name what it is
   * @param value the figure
   * @param note its interval, or what to compare it with
   */
  record Tile(String name, String value, String note) {}

  static String of(ReportData data) {
    Figures figures = data.figures();
    ModelFigures first = figures.bundles().get(0);
    SummarySections summary = new SummarySections(figures);
    List<Section> sections = new ArrayList<>();
    sections.add(summary.logLoss());
    sections.addAll(summary.comparisons());
    sections.addAll(summary.costs());
    TrainingSections training =
        data.training() == null ? null : new TrainingSections(data.training(), first.reliability());
    if (training != null) {
      sections.addAll(training.before());
    }
    for (int i = 0; i < figures.bundles().size(); i++) {
      sections.addAll(
          new ModelSections(
                  figures.bundles().get(i),
                  i + 1,
                  figures.bundles().size() == 1,
                  figures.outcomes() == 2)
              .all());
    }
    if (training != null) {
      sections.addAll(training.after());
    }
    return template()
        .execute(
            new ReportPage(
                title(figures),
                verdict(figures, first),
                tiles(first),
                sections,
                figures.data(),
                Numbers.count(figures.rows()),
                figures.outcomes() == 2,
                data.origin()));
  }

  private static String title(Figures figures) {
    return figures.bundles().size() == 1
        ? figures.bundles().get(0).model()
        : "%d models side by side".formatted(figures.bundles().size());
  }

  private static String verdict(Figures figures, ModelFigures first) {
    String model = figures.bundles().size() == 1 ? "this model" : SummarySections.name(first);
    Difference difference = differenceToLengthStyle(first);
    String found =
        switch (SummarySections.verdict(difference)) {
          case "better" ->
              "On these rows %s is better than a logistic regression on length and Markdown: its"
                  + " log loss is lower by %s, and the 95%% interval of the difference (%s)"
                  + " excludes 0.";
          case "worse" ->
              "On these rows %s is worse than a logistic regression on length and Markdown: its log"
                  + " loss is higher by %s, and the 95%% interval of the difference (%s) excludes"
                  + " 0.";
          default ->
              "On these rows the difference between %s and a logistic regression on length and"
                  + " Markdown is not significant: the log losses differ by %s, and the 95%%"
                  + " interval (%s) includes 0.";
        };
    boolean significant = !SummarySections.verdict(difference).equals("not significant");
    return found.formatted(
            model,
            significant
                ? Numbers.loss(Math.abs(difference.mean()))
                : Numbers.signed(difference.mean()),
            Numbers.signed(difference.interval95()))
        + encoder(figures, first);
  }

  /** What the encoder adds to the head; empty unless the head without it was evaluated. */
  private static String encoder(Figures figures, ModelFigures model) {
    Difference difference = model.differenceToBaseline().get(Baselines.FEATURES_ONLY);
    Scores without = figures.baselines().get(Baselines.FEATURES_ONLY);
    if (difference == null || without == null) {
      return "";
    }
    if (difference.mean() == 0 && difference.interval95().low() == 0) {
      return " The head gives the encoder no weight, because the encoder did harm out of fold.";
    }
    String added =
        switch (SummarySections.verdict(difference)) {
          case "better" -> " The encoder helps";
          case "worse" -> " The encoder does harm";
          default ->
              difference.mean() < 0
                  ? " What the encoder adds is not significant"
                  : " The encoder adds nothing";
        };
    return added
        + ": the log loss is %s with it and %s without it (difference %s, 95%% interval %s)."
            .formatted(
                Numbers.loss(model.scores().logLoss()),
                Numbers.loss(without.logLoss()),
                Numbers.signed(difference.mean()),
                Numbers.signed(difference.interval95()));
  }

  private static Difference differenceToLengthStyle(ModelFigures model) {
    return Objects.requireNonNull(model.differenceToBaseline().get(Baselines.LENGTH_STYLE));
  }

  private static List<Tile> tiles(ModelFigures model) {
    Difference difference = differenceToLengthStyle(model);
    return List.of(
        new Tile(
            "log loss",
            Numbers.loss(model.scores().logLoss()),
            "95% interval " + Numbers.loss(model.scores().interval95())),
        new Tile(
            "difference from length and Markdown",
            Numbers.signed(difference.mean()),
            "95% interval " + Numbers.signed(difference.interval95())),
        new Tile(
            "accuracy",
            Numbers.share(model.scores().accuracy()),
            "rows whose likeliest outcome was voted for"),
        new Tile(
            "calibration error",
            Numbers.error(model.scores().calibrationError()),
            "by chance %s, at most %s"
                .formatted(
                    Numbers.error(model.perfectlyCalibrated().mean()),
                    Numbers.error(model.perfectlyCalibrated().percentile95()))));
  }

  private static Template template() {
    try (InputStream file =
            Objects.requireNonNull(ReportPage.class.getResourceAsStream("report.mustache.html"));
        InputStreamReader reader = new InputStreamReader(file, StandardCharsets.UTF_8)) {
      return Mustache.compiler()
          .withEscaper(XmlEscaper::escape)
          .nullValue("")
          .emptyStringIsFalse(true)
          .compile(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
