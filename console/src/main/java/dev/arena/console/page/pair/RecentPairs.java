package dev.arena.console.page.pair;

import dev.arena.console.api.Csv;
import dev.arena.console.api.PairHistory;
import dev.arena.console.http.Answer;
import dev.arena.console.http.ApiRequest;
import dev.arena.console.page.Frame;
import dev.arena.console.page.PageTemplate;
import dev.arena.console.page.Tab;
import dev.arena.console.page.UtcTime;
import dev.arena.console.topics.PairRecords;
import dev.arena.console.topics.TopicContents;
import dev.arena.schemas.ConversationPair;
import dev.arena.statistics.FigureText;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** The page that lists the recent pairs, and searches for one. Safe for use by many threads. */
final class RecentPairs {
  private static final PageTemplate TEMPLATE = PageTemplate.of(RecentPairs.class, "pairs");

  /** How many pairs the page lists. */
  private static final int LISTED = 50;

  /** The id of a pair that has a link; the headers of a request are limited. */
  private static final int LONGEST_LINK = 4_000;

  private static final int LONGEST_NAME = 80;

  private final Frame frame;
  private final TopicContents contents;

  RecentPairs(Frame frame, TopicContents contents) {
    this.frame = frame;
    this.contents = contents;
  }

  /** What the template shows. */
  private record View(
      @Nullable String missing, @Nullable String problem, int listed, List<Row> rows) {}

  /** A pair. */
  private record Row(
      String id,
      @Nullable String link,
      String modelA,
      String modelB,
      @Nullable UtcTime time,
      @Nullable String bar,
      String a,
      String tie,
      String b,
      String votes) {}

  Answer answer(ApiRequest request) {
    return request.query("csv").isPresent() ? Answer.csv(csv()) : page(request, null, null);
  }

  /**
   * The page for a visitor who has asked for a pair that is not known.
   *
   * @param problem why the topics could not be read; null if they were
   */
  Answer notFound(ApiRequest request, String id, @Nullable String problem) {
    Answer page = page(request, Shortened.text(id, LONGEST_NAME), problem);
    return problem == null
        ? page.withStatus(HttpStatus.NOT_FOUND_404)
        : page.withStatus(HttpStatus.SERVICE_UNAVAILABLE_503).withHeader("Retry-After", "5");
  }

  private Answer page(ApiRequest request, @Nullable String missing, @Nullable String problem) {
    List<Row> rows = listed().stream().map(RecentPairs::row).toList();
    return Answer.html(
        frame.page(
            Tab.PAIR,
            Tab.PAIR.title(),
            request.live("pairs preferences votes"),
            request.visitor(),
            TEMPLATE.render(new View(missing, problem, LISTED, rows))));
  }

  private List<PairRecords> listed() {
    return contents.recentPairs(LISTED).stream()
        .map(ConversationPair::getId)
        .distinct()
        .map(contents::pair)
        .flatMap(Optional::stream)
        .toList();
  }

  private static Row row(PairRecords records) {
    PairHistory history = PairHistory.of(records);
    Optional<PairHistory.Prediction> latest = history.predictions().stream().findFirst();
    ConversationPair pair = records.pair();
    return new Row(
        Shortened.text(records.id(), LONGEST_NAME),
        records.id().length() > LONGEST_LINK ? null : PairPage.path(records.id()),
        name(history.modelA()),
        name(history.modelB()),
        UtcTime.ofNullable(pair == null ? null : pair.getCreatedAt()),
        latest.map(each -> Bars.probabilities(each.a(), each.tie(), each.b())).orElse(null),
        latest.map(each -> FigureText.percent(each.a())).orElse(""),
        latest.map(each -> FigureText.percent(each.tie())).orElse(""),
        latest.map(each -> FigureText.percent(each.b())).orElse(""),
        PairTables.outcomes(history).stream().collect(Collectors.joining(", ")));
  }

  private static String name(@Nullable String model) {
    return model == null ? "" : Shortened.text(model, LONGEST_NAME);
  }

  private String csv() {
    return Csv.of(
        csv -> {
          csv.writeRecord(
              "id",
              "model_a",
              "model_b",
              "created_at",
              "scorer_topic",
              "scorer_model",
              "winner_model_a",
              "winner_tie",
              "winner_model_b",
              "scored_at",
              "votes");
          for (PairRecords records : listed()) {
            PairHistory history = PairHistory.of(records);
            ConversationPair pair = records.pair();
            PairHistory.Prediction latest = history.predictions().stream().findFirst().orElse(null);
            csv.writeRecord(
                records.id(),
                PairTables.text(history.modelA()),
                PairTables.text(history.modelB()),
                PairTables.text(pair == null ? null : pair.getCreatedAt()),
                PairTables.text(latest == null ? null : latest.topic()),
                PairTables.text(latest == null ? null : latest.model()),
                PairTables.text(latest == null ? null : latest.a()),
                PairTables.text(latest == null ? null : latest.tie()),
                PairTables.text(latest == null ? null : latest.b()),
                PairTables.text(latest == null ? null : latest.scoredAt()),
                String.join(" ", PairTables.outcomes(history)));
          }
        });
  }
}
