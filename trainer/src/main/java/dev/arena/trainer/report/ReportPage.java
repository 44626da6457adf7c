package dev.arena.trainer.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.arena.trainer.evaluate.Baselines;
import dev.arena.trainer.evaluate.Figures;
import dev.arena.trainer.evaluate.ModelFigures;
import dev.arena.trainer.evaluate.RowLosses.Difference;
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
 * The page of a report: the words of {@code report.mustache.html} around the sections. Every text
 * is escaped but the pictures, which escape their own.
 *
 * @param title of the page
 * @param verdict what the figures say, in a sentence or two
 * @param tiles the figures to see first
 * @param sections everything else
 * @param data the file's name
 * @param rows how many
 * @param decisive whether all figures are of A against B
 * @param origin where the figures come from
 */
record ReportPage(
    String title,
    String verdict,
    List<Tile> tiles,
    List<Section> sections,
    String data,
    String rows,
    boolean decisive,
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
    TrainingSections training =
        data.training() == null ? null : new TrainingSections(data.training());
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
    Difference less = lessLengthStyle(first);
    String found =
        switch (SummarySections.verdict(less)) {
          case "better" ->
              "By these rows %s is better than a logistic model of length and Markdown: its log loss is lower by %s, and the 95%% interval of the difference (%s) excludes 0.";
          case "worse" ->
              "By these rows %s is worse than a logistic model of length and Markdown: its log loss is higher by %s, and the 95%% interval of the difference (%s) excludes 0.";
          default ->
              "These rows do not settle whether %s is better than a logistic model of length and Markdown: the difference of the log losses is %s, and its 95%% interval (%s) includes 0.";
        };
    boolean settled = !SummarySections.verdict(less).equals("not settled");
    return found.formatted(
        figures.bundles().size() == 1 ? "this model" : SummarySections.name(first),
        settled ? Numbers.loss(Math.abs(less.mean())) : Numbers.signed(less.mean()),
        Numbers.signed(less.interval95()));
  }

  private static Difference lessLengthStyle(ModelFigures model) {
    return Objects.requireNonNull(model.lessBaseline().get(Baselines.LENGTH_STYLE));
  }

  private static List<Tile> tiles(ModelFigures model) {
    Difference less = lessLengthStyle(model);
    return List.of(
        new Tile(
            "log loss",
            Numbers.loss(model.scores().logLoss()),
            "95% interval " + Numbers.loss(model.scores().interval95())),
        new Tile(
            "less length and Markdown",
            Numbers.signed(less.mean()),
            "95% interval " + Numbers.signed(less.interval95())),
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
      return Mustache.compiler().withEscaper(Markup::escaped).nullValue("").compile(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
