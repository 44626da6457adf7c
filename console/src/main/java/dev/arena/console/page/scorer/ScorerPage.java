package dev.arena.console.page.scorer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.arena.console.http.Answer;
import dev.arena.console.http.ApiRequest;
import dev.arena.console.http.Endpoint;
import dev.arena.console.page.Choice;
import dev.arena.console.page.Frame;
import dev.arena.console.page.PageTemplate;
import dev.arena.console.page.Tab;
import dev.arena.console.page.UtcTime;
import dev.arena.console.topics.TopicContents;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.statistics.FigureText;
import dev.arena.statistics.sequential.ComparisonDecision;
import dev.arena.votes.evaluation.ComparisonFigures;
import dev.arena.votes.evaluation.EvaluationFigures;
import dev.arena.votes.evaluation.EvaluationRecords;
import dev.arena.votes.evaluation.EvaluationSelection;
import dev.arena.votes.evaluation.Slices;
import java.net.URLEncoder;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The page of scorers: how well each predicts votes, and whether a challenger does better than the
 * champion. Safe for use by many threads.
 */
public final class ScorerPage {
  private static final PageTemplate TEMPLATE = PageTemplate.of(ScorerPage.class, "scorer");
  private static final String LIVE = "evaluation";

  /** How many scorers are shown in detail unless one is selected: those with the latest votes. */
  private static final int DETAILED = 2;

  private final Frame frame;
  private final TopicContents contents;
  private final Clock clock;
  private final String topic;

  private ScorerPage(Frame frame, TopicContents contents, Clock clock, String topic) {
    this.frame = frame;
    this.contents = contents;
    this.clock = clock;
    this.topic = topic;
  }

  /**
   * What the template shows.
   *
   * @param query what selects these figures in the API, such as {@code kind=human}
   */
  private record View(
      String topic,
      String kind,
      String query,
      UtcTime now,
      boolean any,
      List<Choice> kinds,
      List<ScorerRow> scorers,
      List<ScorerDetails> details,
      boolean more,
      List<ComparisonRow> comparisons,
      List<RaterRow> raters) {}

  /** Champion and challenger. */
  private record ComparisonRow(
      String challenger,
      String champion,
      String votes,
      String challengerLoss,
      String championLoss,
      String gain,
      String interval,
      String decision) {
    static ComparisonRow of(ComparisonFigures figures) {
      ComparisonDecision decision = figures.decision();
      return new ComparisonRow(
          figures.challenger().getModel() + " on " + figures.challenger().getTopic(),
          figures.sums().getModel() + " on " + figures.sums().getTopic(),
          FigureText.count(figures.sums().getN()),
          FigureText.decimals(figures.challengerLogLoss(), 4),
          FigureText.decimals(figures.championLogLoss(), 4),
          FigureText.signed(decision.gain(), 4),
          FigureText.interval(decision.interval(), 4),
          ComparisonFigures.describe(decision));
    }
  }

  /** Votes of another kind, compared with those of people. */
  private record RaterRow(
      String rater, String kind, String combinations, String agreement, String kappa) {
    static RaterRow of(EvaluationFigures figures) {
      return new RaterRow(
          figures.total().getModel(),
          figures.total().getKind(),
          FigureText.count(figures.sums().votes()),
          FigureText.percent(figures.sums().accuracy()),
          FigureText.decimals(figures.kappa(), 3));
    }
  }

  /**
   * The endpoint.
   *
   * @param clock tells which hours are the last 24
   * @param topic the name of the topic of evaluations, which the page names as its source
   */
  public static Endpoint endpoint(Frame frame, TopicContents contents, Clock clock, String topic) {
    ScorerPage page = new ScorerPage(frame, contents, clock, topic);
    return Endpoint.get(
        Tab.SCORER.path(),
        Endpoint.Access.PUBLIC,
        request -> CompletableFuture.completedFuture(Answer.html(page.render(request))));
  }

  private String render(ApiRequest request) {
    Instant now = clock.instant();
    String kind = request.query("kind").orElse(EvaluationSelection.DEFAULT.kind());
    List<LiveEvaluation> all = contents.evaluations();
    List<LiveEvaluation> ofKind =
        new EvaluationSelection(null, null, EvaluationSelection.ANY, kind).select(all);
    EvaluationRecords records = EvaluationRecords.of(ofKind);
    List<EvaluationFigures> totals =
        records.all().stream().filter(each -> each.total().getSlice().equals(Slices.ALL)).toList();
    List<EvaluatedScorer> scorers =
        totals.stream()
            .filter(each -> !each.isRater())
            .map(each -> EvaluatedScorer.of(each, records, now))
            .sorted(EvaluatedScorer.LATEST_FIRST)
            .toList();
    Optional<String> model = request.query("model");
    Optional<String> ofTopic = request.query("topic");
    List<EvaluatedScorer> detailed =
        model.isEmpty()
            ? scorers.stream().limit(DETAILED).toList()
            : scorers.stream().filter(each -> each.is(model.get(), ofTopic)).toList();
    View view =
        new View(
            topic,
            kind,
            "kind=" + URLEncoder.encode(kind, UTF_8),
            UtcTime.of(now),
            !scorers.isEmpty(),
            Choice.of(kinds(all), kind),
            scorers.stream().map(ScorerRow::of).toList(),
            detailed.stream().map(each -> ScorerDetails.of(each, records, now)).toList(),
            detailed.size() < scorers.size(),
            ComparisonFigures.of(ofKind).stream()
                .filter(ComparisonFigures::isTested)
                .map(ComparisonRow::of)
                .toList(),
            totals.stream().filter(EvaluationFigures::isRater).map(RaterRow::of).toList());
    return frame.page(
        Tab.SCORER,
        Tab.SCORER.title(),
        request.live(LIVE),
        request.visitor(),
        TEMPLATE.render(view));
  }

  private static TreeSet<String> kinds(List<LiveEvaluation> records) {
    TreeSet<String> kinds = new TreeSet<>();
    records.forEach(each -> kinds.add(each.getKind()));
    return kinds;
  }

  /**
   * A scorer with its figures.
   *
   * @param all of all votes
   * @param day of the last 24 hours
   * @param latest the beginning of the last day with votes; null without one
   */
  record EvaluatedScorer(EvaluationFigures all, EvaluationFigures day, @Nullable Instant latest) {
    static final Comparator<EvaluatedScorer> LATEST_FIRST =
        Comparator.comparing(
                EvaluatedScorer::latest, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
            .thenComparing(each -> each.day.sums().votes())
            .thenComparing(each -> each.all.sums().votes())
            .reversed()
            .thenComparing(each -> each.all.total().getTopic())
            .thenComparing(each -> each.all.total().getModel());

    static EvaluatedScorer of(EvaluationFigures all, EvaluationRecords records, Instant now) {
      var days = records.days(all.total(), now);
      return new EvaluatedScorer(
          all, records.lastHours(all.total(), now), days.isEmpty() ? null : days.lastKey());
    }

    String model() {
      return all.total().getModel();
    }

    String topic() {
      return all.total().getTopic();
    }

    boolean is(String model, Optional<String> topic) {
      return model.equals(model()) && topic.map(topic()::equals).orElse(true);
    }

    /** What selects it in a query. */
    String query() {
      return "topic=%s&model=%s&kind=%s"
          .formatted(
              URLEncoder.encode(topic(), UTF_8),
              URLEncoder.encode(model(), UTF_8),
              URLEncoder.encode(all.total().getKind(), UTF_8));
    }
  }
}
