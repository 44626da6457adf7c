package dev.arena.console.page.pair;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.arena.console.api.ApiModel;
import dev.arena.console.api.KnownPairs;
import dev.arena.console.api.PairHistory;
import dev.arena.console.http.Answer;
import dev.arena.console.http.ApiRequest;
import dev.arena.console.http.Endpoint;
import dev.arena.console.http.Failures;
import dev.arena.console.http.SignIn;
import dev.arena.console.page.Frame;
import dev.arena.console.page.PageTemplate;
import dev.arena.console.page.Tab;
import dev.arena.console.topics.PairRecords;
import dev.arena.schemas.ConversationPair;
import java.net.URLEncoder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The page of a pair: what scorers predicted, how people voted, its texts, and why this console's
 * model scores it as it does. Without an id, the recent pairs. Safe for use by many threads.
 */
public final class PairPage {
  private static final PageTemplate TEMPLATE = PageTemplate.of(PairPage.class, "pair");

  private final Frame frame;
  private final KnownPairs pairs;
  private final ApiModel model;
  private final RecentPairs recent;

  private PairPage(Frame frame, KnownPairs pairs, ApiModel model) {
    this.frame = frame;
    this.pairs = pairs;
    this.model = model;
    this.recent = new RecentPairs(frame, pairs.contents());
  }

  /** The page. */
  public static Endpoint endpoint(Frame frame, KnownPairs pairs, ApiModel model) {
    return Endpoint.get(
        Tab.PAIR.path(), Endpoint.Access.PUBLIC, new PairPage(frame, pairs, model)::answer);
  }

  /** The path and query of the page of a pair. */
  static String path(String id) {
    return Tab.PAIR.path() + "?id=" + URLEncoder.encode(id, UTF_8);
  }

  /**
   * Why the pair has its score.
   *
   * @param pair that was explained
   * @param reasons null if there are none
   * @param problem why there are none; null if there are, or if they may not be shown
   */
  private record Why(
      ApiModel.Explained pair, ApiModel.@Nullable Reasons reasons, @Nullable String problem) {}

  /**
   * What is known of a pair.
   *
   * @param incomplete why more may be known later; null if this is all
   * @param why null if the reasons are not shown
   */
  private record Known(
      PairRecords records, PairHistory history, @Nullable String incomplete, @Nullable Why why) {}

  /** What the template shows. */
  private record View(
      String id,
      String link,
      @Nullable String incomplete,
      PairTables tables,
      boolean ambiguous,
      boolean explained,
      boolean sentences,
      @Nullable String turns,
      @Nullable String reasons,
      @Nullable String problem,
      @Nullable String hidden,
      @Nullable String signIn) {}

  private CompletableFuture<Answer> answer(ApiRequest request) {
    Optional<String> id = request.query("id");
    return id.isEmpty()
        ? CompletableFuture.completedFuture(recent.answer(request))
        : pairs
            .lookup()
            .find(id.get(), request.visitor())
            .thenCompose(
                found ->
                    found.records() == null
                        ? CompletableFuture.completedFuture(
                            recent.notFound(request, id.get(), shown(request, found.problem())))
                        : answer(request, found.records(), shown(request, found.problem())));
  }

  /** Why a topic could not be read, which can name a broker. */
  private static @Nullable String shown(ApiRequest request, @Nullable String problem) {
    return problem == null || request.visitor().authorized()
        ? problem
        : "The topics could not be read; try again later.";
  }

  private CompletableFuture<Answer> answer(
      ApiRequest request, PairRecords records, @Nullable String incomplete) {
    PairHistory history = PairHistory.of(records);
    boolean texts = pairs.showsTextsTo(request.visitor());
    String csv = request.query("csv").orElse("");
    if (csv.equals("predictions")) {
      return CompletableFuture.completedFuture(Answer.csv(PairTables.predictionsCsv(history)));
    }
    if (csv.equals("votes")) {
      return CompletableFuture.completedFuture(Answer.csv(PairTables.votesCsv(history, texts)));
    }
    ConversationPair pair = records.pair();
    if (!texts || pair == null || pair.getTurns().isEmpty()) {
      return CompletableFuture.completedFuture(
          page(request, new Known(records, history, incomplete, null)));
    }
    boolean sentences = request.query("sentences").filter("true"::equals).isPresent();
    return explain(new ApiModel.Explained(pair, sentences))
        .thenApply(
            why ->
                csv.equals("reasons") && why.reasons() != null
                    ? Answer.csv(ReasonTables.csv(why.pair(), why.reasons()))
                    : page(request, new Known(records, history, incomplete, why)));
  }

  /** The reasons; a model that does not give them leaves the rest of the page as it is. */
  private CompletableFuture<Why> explain(ApiModel.Explained pair) {
    return model
        .explain(pair)
        .handle(
            (given, failure) ->
                new Why(pair, given, failure == null ? null : Failures.problem(failure).detail()));
  }

  private Answer page(ApiRequest request, Known known) {
    PairRecords records = known.records();
    PairHistory history = known.history();
    Why why = known.why();
    boolean texts = pairs.showsTextsTo(request.visitor());
    ConversationPair pair = texts ? records.pair() : null;
    ApiModel.Reasons reasons = why == null ? null : why.reasons();
    String link = path(records.id());
    View view =
        new View(
            Shortened.text(records.id(), 500),
            link,
            known.incomplete(),
            PairTables.of(records, history, texts),
            history.ambiguous(),
            why != null,
            why != null && why.pair().sentences(),
            pair == null
                ? null
                : Turns.render(pair.getTurns(), reasons == null ? List.of() : reasons.sentences()),
            why == null || reasons == null ? null : ReasonTables.render(why.pair(), reasons),
            why == null ? null : why.problem(),
            hidden(request, records),
            pairs.texts() && !request.visitor().authorized() ? SignIn.pathWith(link) : null);
    return Answer.html(
        frame.page(
            Tab.PAIR,
            "Pair " + Shortened.text(records.id(), 80),
            "",
            request.visitor(),
            TEMPLATE.render(view)));
  }

  /** Why the texts are not shown; null if they are. */
  private @Nullable String hidden(ApiRequest request, PairRecords records) {
    if (!pairs.texts()) {
      return "This console does not show texts and voters; arena.console.texts=true allows it.";
    }
    if (!request.visitor().authorized()) {
      return "Only visitors who have signed in see texts and voters.";
    }
    ConversationPair pair = records.pair();
    if (pair == null) {
      return "The texts are not among the recent pairs, and were not found in the topic.";
    }
    return pair.getTurns().isEmpty() ? "The pair has no turns." : null;
  }
}
