package dev.arena.console.page.pair;

import dev.arena.console.api.ApiModel;
import dev.arena.console.http.Answer;
import dev.arena.console.http.ApiRequest;
import dev.arena.console.http.Endpoint;
import dev.arena.console.http.Failures;
import dev.arena.console.http.Problem;
import dev.arena.console.page.Frame;
import dev.arena.console.page.PageTemplate;
import dev.arena.console.page.Tab;
import dev.arena.schemas.Turn;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The page where a visitor enters a prompt and two answers, and sees the model's prediction with
 * its reasons. Nothing is stored. Safe for use by many threads.
 */
public final class TryPage {
  private static final PageTemplate TEMPLATE = PageTemplate.of(TryPage.class, "try");
  private static final String PATH = Tab.TRY.path();

  private static final Texts NONE = new Texts("", "", "");

  private static final Texts EXAMPLE =
      new Texts(
          "What is 17 times 24?",
          "17 times 24 is 408: 17 times 20 is 340, 17 times 4 is 68, and 340 + 68 = 408.",
          "I'm sorry, but I can't help with calculations.");

  private final Frame frame;
  private final ApiModel model;

  private TryPage(Frame frame, ApiModel model) {
    this.frame = frame;
    this.model = model;
  }

  /** The page, and its form. */
  public static List<Endpoint> endpoints(Frame frame, ApiModel model) {
    TryPage page = new TryPage(frame, model);
    return List.of(
        Endpoint.get(PATH, Endpoint.Access.SIGN_IN, page::form),
        Endpoint.form(PATH, Endpoint.Access.SIGN_IN, page::result));
  }

  /** What the visitor has entered. */
  private record Texts(String prompt, String a, String b) {
    static Texts of(ApiRequest request) {
      return new Texts(text(request, "prompt"), text(request, "a"), text(request, "b"));
    }

    /** A browser sends each line break as CR LF; pairs of topics mostly have LF. */
    private static String text(ApiRequest request, String name) {
      return request.field(name).orElse("").replace("\r\n", "\n");
    }

    Texts swapped() {
      return new Texts(prompt, b, a);
    }

    List<Turn> turns() {
      return List.of(new Turn(prompt, a, b));
    }
  }

  /** What the template shows. */
  private record View(
      String csrf,
      String prompt,
      String a,
      String b,
      @Nullable String problem,
      @Nullable String reasons,
      @Nullable String turns) {}

  private CompletableFuture<Answer> form(ApiRequest request) {
    boolean example = request.query("example").isPresent();
    return CompletableFuture.completedFuture(
        page(request, example ? EXAMPLE : NONE, null, null, null));
  }

  private CompletableFuture<Answer> result(ApiRequest request) {
    Texts entered = Texts.of(request);
    String show = request.field("show").orElse("");
    Texts texts = show.equals("swapped") ? entered.swapped() : entered;
    ApiModel.Explained pair = ApiModel.Explained.of(texts.turns(), show.equals("sentences"));
    return model
        .explain(pair)
        .handle(
            (reasons, failure) ->
                failure == null
                    ? answer(request, texts, pair, reasons)
                    : failed(request, texts, Failures.problem(failure)));
  }

  private Answer answer(
      ApiRequest request, Texts texts, ApiModel.Explained pair, ApiModel.Reasons reasons) {
    if (request.field("show").filter("csv"::equals).isPresent()) {
      return Answer.csv(ReasonTables.csv(pair, reasons));
    }
    return page(
        request,
        texts,
        null,
        ReasonTables.render(pair, reasons),
        pair.sentences() ? Turns.render(texts.turns(), reasons.sentences()) : null);
  }

  private Answer failed(ApiRequest request, Texts texts, Problem problem) {
    Answer answer = page(request, texts, problem.detail(), null, null).withStatus(problem.status());
    for (var header : problem.headers().entrySet()) {
      answer = answer.withHeader(header.getKey(), header.getValue());
    }
    return answer;
  }

  private Answer page(
      ApiRequest request,
      Texts texts,
      @Nullable String problem,
      @Nullable String reasons,
      @Nullable String turns) {
    return Answer.html(
        frame.page(
            Tab.TRY,
            Tab.TRY.title(),
            "",
            request.visitor(),
            TEMPLATE.render(
                new View(
                    request.visitor().csrf(),
                    texts.prompt(),
                    texts.a(),
                    texts.b(),
                    problem,
                    reasons,
                    turns))));
  }
}
