package dev.arena.console.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.console.http.Answer;
import dev.arena.console.http.ApiRequest;
import dev.arena.console.http.Endpoint;
import dev.arena.console.http.Problem;
import dev.arena.console.http.ProblemException;
import dev.arena.console.topics.TopicContents;
import dev.arena.console.topics.TopicKind;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.votes.evaluation.ComparisonFigures;
import dev.arena.votes.evaluation.EvaluationFigures;
import dev.arena.votes.evaluation.EvaluationRecords;
import dev.arena.votes.evaluation.EvaluationSelection;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * {@code /v1/evaluation} and {@code /v1/comparison}: how well scorers predict votes, without texts
 * of pairs or voters. Safe for use by many threads.
 */
public final class EvaluationApi {
  /** More than a few people ask for, and each a megabyte at most. */
  private static final int MAX_COMPUTED = 32;

  private static final int ALL_DAYS = 0;

  private final TopicContents contents;
  private final Clock clock;

  /** Each evaluation takes milliseconds: the error by chance is simulated. */
  private final VersionedCache<Question, List<ObjectNode>> computed =
      new VersionedCache<>(MAX_COMPUTED);

  private EvaluationApi(TopicContents contents, Clock clock) {
    this.contents = contents;
    this.clock = clock;
  }

  /**
   * Which figures are wanted.
   *
   * @param days how many of the last days, or {@link #ALL_DAYS}
   */
  private record Question(EvaluationSelection selection, int days) {
    List<ObjectNode> answer(List<LiveEvaluation> evaluations, Instant now) {
      EvaluationRecords records = EvaluationRecords.of(selection.select(evaluations));
      List<EvaluationFigures> figures =
          days == ALL_DAYS ? records.all() : records.lastDays(days, now);
      return figures.stream().map(EvaluationFigures::json).toList();
    }
  }

  /** What figures are computed of: records of the topic, and the day that is the last one. */
  private record Version(long topic, Instant day) {}

  /**
   * The endpoints.
   *
   * @param clock tells which days are the last ones
   */
  public static List<Endpoint> endpoints(TopicContents contents, Clock clock) {
    EvaluationApi api = new EvaluationApi(contents, clock);
    return List.of(
        Endpoint.get(
            "/v1/evaluation",
            Endpoint.Access.PUBLIC,
            request -> CompletableFuture.completedFuture(api.evaluation(request))),
        Endpoint.get(
            "/v1/comparison",
            Endpoint.Access.PUBLIC,
            request -> CompletableFuture.completedFuture(api.comparison(request))));
  }

  private Answer evaluation(ApiRequest request) {
    Question question = new Question(selection(request), days(request));
    Instant now = clock.instant();
    // the version before the records, so that figures of a version are never older than it
    Version version =
        new Version(contents.version(TopicKind.EVALUATION), now.truncatedTo(ChronoUnit.DAYS));
    return answer(
        request,
        "evaluations",
        computed.get(version, question, each -> each.answer(contents.evaluations(), now)));
  }

  private Answer comparison(ApiRequest request) {
    Optional<String> champion = request.query("champion");
    return answer(
        request,
        "comparisons",
        ComparisonFigures.of(selection(request).select(contents.evaluations())).stream()
            .filter(each -> champion.isEmpty() || champion.get().equals(each.sums().getModel()))
            .map(ComparisonFigures::json)
            .toList());
  }

  private static Answer answer(ApiRequest request, String name, List<ObjectNode> objects) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode().addAll(objects);
    if (AnswerFormat.of(request) == AnswerFormat.CSV) {
      return Answer.csv(JsonTable.csv(all));
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set(name, all);
    return Answer.json(json);
  }

  private static EvaluationSelection selection(ApiRequest request) {
    return new EvaluationSelection(
        request.query("topic").orElse(null),
        request.query("model").orElse(null),
        request.query("slice").orElse(EvaluationSelection.DEFAULT.slice()),
        request.query("kind").orElse(EvaluationSelection.DEFAULT.kind()));
  }

  private static int days(ApiRequest request) {
    return request.query("days").map(EvaluationApi::parseDays).orElse(ALL_DAYS);
  }

  private static int parseDays(String text) {
    try {
      int days = Integer.parseInt(text);
      if (days >= 1 && days <= EvaluationRecords.MAX_DAYS) {
        return days;
      }
    } catch (NumberFormatException noNumber) {
      // refused below
    }
    throw new ProblemException(
        Problem.unprocessable(
            "days is %s; expected a number from 1 to %d."
                .formatted(text, EvaluationRecords.MAX_DAYS),
            null));
  }
}
