package dev.arena.trainer.report;

import static dev.arena.schemas.csv.Outcome.WINNER_MODEL_A;
import static dev.arena.schemas.csv.Outcome.WINNER_MODEL_B;
import static dev.arena.schemas.csv.Outcome.WINNER_TIE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arena.models.Probabilities;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.evaluate.Baselines;
import dev.arena.trainer.evaluate.Evaluation;
import dev.arena.trainer.evaluate.Excerpt;
import dev.arena.trainer.evaluate.Figures;
import dev.arena.trainer.evaluate.LabelledRow;
import dev.arena.trainer.report.ReportData.Origin;
import dev.arena.trainer.report.TrainingPart.Calibrated;
import dev.arena.trainer.report.TrainingPart.CalibrationChange;
import dev.arena.trainer.report.TrainingPart.CurvePoint;
import dev.arena.trainer.report.TrainingPart.Learning;
import dev.arena.trainer.report.TrainingPart.Table;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ReportTest {
  private static final String SCRIPT = "<script>alert('x')</script>";
  private static final Origin ORIGIN =
      new Origin("Rows of a test & more.", "./arena evaluate --data '<b>'", "2026-11-24", "0.1.0");

  @TempDir static Path folder;
  private static Path bundle = Path.of("");

  @BeforeAll
  static void writeBundle() {
    bundle = TinyBundle.write(folder.resolve("tiny"));
  }

  @Test
  void thePageIsWellFormedAndNeedsNothingElse() throws Exception {
    Document page = parsed(page(new ReportData(figures(1), training(), ORIGIN)));
    assertThat(elements(page, "script")).isEmpty();
    assertThat(elements(page, "link")).isEmpty();
    assertThat(elements(page, "img")).isEmpty();
    assertThat(elements(page, "a"))
        .isNotEmpty()
        .allSatisfy(
            link -> {
              assertThat(link.getAttribute("href")).startsWith("#");
              assertThat(ids(page)).contains(link.getAttribute("href").substring(1));
            });
    assertThat(elements(page, "style").get(0).getTextContent())
        .doesNotContain("url(", "@import", "http");
    for (Element element : elements(page, "*")) {
      assertThat(element.hasAttribute("src")).isFalse();
    }
  }

  @Test
  void everyPictureAndTableSaysWhatItShows() throws Exception {
    Document page = parsed(page(new ReportData(figures(2), training(), ORIGIN)));
    assertThat(elements(page, "svg"))
        .hasSizeGreaterThan(10)
        .allSatisfy(
            svg -> {
              assertThat(svg.getAttribute("role")).isEqualTo("img");
              assertThat(svg.getAttribute("aria-label")).isNotBlank();
              assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isNotBlank();
            });
    assertThat(elements(page, "caption")).hasSameSizeAs(elements(page, "table"));
    assertThat(elements(page, "figcaption")).hasSameSizeAs(elements(page, "figure"));
    assertThat(ids(page))
        .hasSize((int) elements(page, "*").stream().filter(e -> e.hasAttribute("id")).count());
    assertThat(page.getDocumentElement().getTextContent()).doesNotContain("NaN", "null");
  }

  @Test
  void userTextsAreCutAndCannotBecomeMarkup() throws Exception {
    String text = page(new ReportData(figures(1), null, ORIGIN));
    assertThat(text).doesNotContain(SCRIPT).contains("&lt;script&gt;alert(&#39;x&#39;)&lt;");
    Document page = parsed(text);
    List<Element> shown =
        elements(page, "dd").stream().filter(dd -> dd.getAttribute("dir").equals("auto")).toList();
    assertThat(shown)
        .hasSize(30)
        .allSatisfy(
            dd ->
                assertThat(dd.getTextContent().codePointCount(0, dd.getTextContent().length()))
                    .isLessThanOrEqualTo(160));
    assertThat(shown).anySatisfy(dd -> assertThat(dd.getTextContent()).contains("مرحبا"));
    assertThat(text.codePoints().filter(c -> c < 32 && c != '\n')).isEmpty();
  }

  @Test
  void theJsonHasTheSameFiguresAndNoTexts() throws Exception {
    Figures figures = figures(2);
    ReportData data = new ReportData(figures, training(), ORIGIN);
    Report.write(folder.resolve("new/report"), data);
    assertThat(folder.resolve("new/report")).isDirectoryContaining("glob:**/report.html");
    String text = Files.readString(folder.resolve("new/report/report.json"));
    JsonNode json = new ObjectMapper().readTree(text);
    assertThat(json.path("bundles").path(0).path("log_loss").asDouble())
        .isEqualTo(figures.bundles().get(0).scores().logLoss());
    assertThat(json.at("/bundles/0/perfectly_calibrated/percentile95").isNumber()).isTrue();
    assertThat(json.at("/bundles/0/difference_to_baseline/length_style/interval95").size())
        .isEqualTo(2);
    assertThat(json.at("/bundles/1/difference_to_first/mean").asDouble()).isZero();
    assertThat(json.at("/bundles/0/variants/1/kl_to_fp32").isNumber()).isTrue();
    assertThat(json.at("/bundles/0/most_confident_errors/0/line").isNumber()).isTrue();
    assertThat(json.at("/training/curve/1/held_out_loss").asDouble()).isEqualTo(0.65);
    assertThat(json.at("/baselines/prior/calibration_error").isNumber()).isTrue();
    assertThat(text).doesNotContain("alert", "NaN");
  }

  @Test
  void thePageSaysThatNoRowIsATie() throws Exception {
    List<CsvPair> rows = rows().stream().filter(row -> row.outcome() != WINNER_TIE).toList();
    Figures figures =
        new Evaluation("tie-free.csv", Baselines.withinRows(), false, () -> 0)
            .of(List.of(bundle), rows);
    Document page = parsed(page(new ReportData(figures, null, ORIGIN)));
    assertThat(page.getDocumentElement().getTextContent())
        .contains("No row is a tie", "guessing between A and B gives 0.6931")
        .doesNotContain("likeliest tie");
  }

  @Test
  void oneRowIsEnoughForAPage() throws Exception {
    Figures figures =
        new Evaluation("one.csv", Baselines.withinRows(), true, () -> 0)
            .of(List.of(bundle), rows().subList(0, 1));
    Document page = parsed(page(new ReportData(figures, null, ORIGIN)));
    assertThat(page.getDocumentElement().getTextContent())
        .contains("On 1 rows")
        .doesNotContain("NaN");
  }

  @Test
  void theHeadlineSaysWhatTheEncoderAdds() throws Exception {
    List<Figures.PredictedRow> rows = predicted(new Probabilities(0.3, 0.3, 0.4));
    Document page = parsed(page(withHeadAlone(rows, new Probabilities(0.34, 0.33, 0.33))));
    assertThat(verdict(page))
        .contains("The encoder adds nothing: the log loss is", "with it and", "without it");

    page = parsed(page(withHeadAlone(rows, new Probabilities(0.3, 0.3, 0.4))));
    assertThat(verdict(page)).contains("The head gives the encoder no weight");

    page = parsed(page(withHeadAlone(rows, new Probabilities(0.9, 0.05, 0.05))));
    assertThat(verdict(page)).contains("The encoder helps: the log loss is");
  }

  @Test
  void aHeadThatWasNotCalibratedIsShownOnce() throws Exception {
    TrainingPart made = training();
    CalibrationChange change = Objects.requireNonNull(made.calibration());
    TrainingPart uncalibrated =
        new TrainingPart(
            made.learning(),
            made.recipe(),
            made.tables(),
            new CalibrationChange(change.before(), null));
    Document page = parsed(page(new ReportData(figures(1), uncalibrated, ORIGIN)));
    assertThat(page.getDocumentElement().getTextContent())
        .contains("No calibration", "did not help")
        .doesNotContain("Before calibration", "After calibration", "Before and after");
    assertThat(elements(page, "svg"))
        .hasSize(
            elements(parsed(page(new ReportData(figures(1), made, ORIGIN))), "svg").size() - 1);
  }

  @Test
  void aReliabilityThatThePageAlreadyShowsIsNotShownAgain() throws Exception {
    Probabilities each = new Probabilities(0.3, 0.3, 0.4);
    ReportData data = withHeadAlone(predicted(each), each);
    Calibrated same =
        Calibrated.of(
            Collections.nCopies(rows().size(), each),
            rows().stream().map(CsvPair::outcome).toList());
    TrainingPart made =
        new TrainingPart(null, Map.of(), List.of(), new CalibrationChange(same, null));
    int alone = elements(parsed(page(data)), "svg").size();

    Document page = parsed(page(new ReportData(data.figures(), made, ORIGIN)));

    assertThat(page.getDocumentElement().getTextContent()).contains("No calibration");
    assertThat(elements(page, "svg")).hasSize(alone);
  }

  @Test
  void whatAllRowsShareIsShownAsASentenceWithoutAPicture() throws Exception {
    List<CsvPair> latin =
        rows().stream()
            .filter(row -> SCRIPT.equals(row.pair().getTurns().get(0).getPrompt()))
            .toList();
    Figures figures =
        new Evaluation("latin.csv", Baselines.withinRows(), false, () -> 0)
            .of(List.of(bundle), latin);
    Document page = parsed(page(new ReportData(figures, null, ORIGIN)));
    assertThat(page.getDocumentElement().getTextContent())
        .contains("The same in all rows: ", "script of the prompt: Latin")
        .doesNotContain("By script of the prompt.");
  }

  private static String verdict(Document page) {
    return page.getDocumentElement().getTextContent();
  }

  private static ReportData withHeadAlone(List<Figures.PredictedRow> rows, Probabilities alone) {
    Baselines.Predicted baselines =
        Baselines.withinRows()
            .on(rows.stream().map(Figures.PredictedRow::row).toList())
            .with(Baselines.FEATURES_ONLY, Collections.nCopies(rows.size(), alone));
    return new ReportData(
        Figures.ofPredictions("votes.csv", "tiny@1", rows, baselines), null, ORIGIN);
  }

  /** Rows of which one in three is a tie. */
  private static List<Figures.PredictedRow> predicted(Probabilities each) {
    return rows().stream()
        .map(row -> new Figures.PredictedRow(LabelledRow.of(row), Excerpt.of(row), each))
        .toList();
  }

  private static String page(ReportData data) {
    return ReportPage.of(data);
  }

  private static Document parsed(String page) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return factory
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Element> elements(Document page, String name) {
    NodeList found = page.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  private static Set<String> ids(Document page) {
    Set<String> ids = new HashSet<>();
    elements(page, "*").forEach(element -> ids.add(element.getAttribute("id")));
    ids.remove("");
    return ids;
  }

  private static Figures figures(int bundles) {
    return new Evaluation("<votes>.csv", Baselines.withinRows(), true, () -> 0)
        .of(Collections.nCopies(bundles, bundle), rows());
  }

  private static TrainingPart training() {
    List<Probabilities> predictions =
        List.of(new Probabilities(0.5, 0.2, 0.3), new Probabilities(0.1, 0.8, 0.1));
    Calibrated calibrated = Calibrated.of(predictions, List.of(WINNER_MODEL_A, WINNER_MODEL_A));
    return new TrainingPart(
        new Learning(
            List.of(
                new CurvePoint(0, null, 0.7, null),
                new CurvePoint(10, 0.69, 0.65, 1e-5),
                new CurvePoint(20, 0.66, null, 3e-5)),
            10),
        Map.of("epochs", 1, "seed <", List.of(1, 2)),
        List.of(
            new Table(
                "Data & checks",
                "What was read.",
                List.of("file", "rows"),
                List.of(List.of("a<b.csv", "12")),
                false)),
        new CalibrationChange(calibrated, calibrated));
  }

  private static List<CsvPair> rows() {
    Outcome[] votes = {WINNER_MODEL_A, WINNER_MODEL_B, WINNER_TIE};
    List<String> texts =
        List.of(
            SCRIPT,
            "]]> <!-- & --> \u0000\u0008\uFFFE lone \uD83D and \uDE00",
            "مرحبا \u202Eabc\u202C \u200B",
            "x".repeat(36_000),
            "😀".repeat(300),
            "</dd></dl><b onclick=\"x\">",
            "${x} {{x}} {{{x}}}");
    List<CsvPair> rows = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      String text = texts.get(i % texts.size());
      ConversationPair pair =
          ConversationPair.newBuilder()
              .setId("id" + SCRIPT + i)
              .setTurns(
                  List.of(new Turn(text, i + text, text + "  " + i), new Turn(null, text, null)))
              .build();
      rows.add(new CsvPair(pair, votes[i % 3], "v.csv", i + 2, i + 1));
    }
    return rows;
  }
}
