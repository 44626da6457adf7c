package dev.arena.console.page.pair;

import dev.arena.console.http.Answer;
import dev.arena.console.http.ApiRequest;
import dev.arena.console.http.Endpoint;
import dev.arena.console.http.Failures;
import dev.arena.console.http.Problem;
import dev.arena.console.http.ProblemException;
import dev.arena.console.http.Visitor;
import dev.arena.console.page.Frame;
import dev.arena.console.page.PageTemplate;
import dev.arena.console.page.Tab;
import dev.arena.console.voting.BlindPair;
import dev.arena.console.voting.StoredVote;
import dev.arena.console.voting.Verdict;
import dev.arena.console.voting.Voting;
import dev.arena.schemas.Turn;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * The page where people vote: it shows the answers of two models side by side, and who they are
 * only after the vote. Safe for use by many threads.
 */
public final class VotePage {
  private static final PageTemplate TEMPLATE = PageTemplate.of(VotePage.class, "vote");
  private static final String PATH = Tab.VOTE.path();

  /** A verdict that skips the pair. */
  private static final String SKIP = "skip";

  private final Frame frame;
  private final Voting voting;

  private VotePage(Frame frame, Voting voting) {
    this.frame = frame;
    this.voting = voting;
  }

  /** The page, and its forms. */
  public static List<Endpoint> endpoints(Frame frame, Voting voting) {
    VotePage page = new VotePage(frame, voting);
    return List.of(
        Endpoint.get(PATH, Endpoint.Access.SIGN_IN, page::show),
        Endpoint.form(PATH, Endpoint.Access.SIGN_IN, page::vote));
  }

  /** Why someone votes for an answer, as the field {@code reasons} of a vote says it. */
  enum Reason {
    CORRECTNESS("correctness", "more correct"),
    INSTRUCTIONS("instructions", "follows the prompt better"),
    CLARITY("clarity", "clearer"),
    LENGTH("length", "better length"),
    STYLE("style", "better style");

    private final String text;
    private final String label;

    Reason(String text, String label) {
      this.text = text;
      this.label = label;
    }

    /** The text in the vote. */
    String text() {
      return text;
    }

    /** The text on the page. */
    String label() {
      return label;
    }

    /** The field of the form. */
    String field() {
      return "reason-" + text;
    }

    static List<Reason> of(ApiRequest request) {
      return Arrays.stream(values())
          .filter(each -> request.field(each.field()).isPresent())
          .toList();
    }
  }

  /** A field of the form. */
  private record ReasonView(String field, String label) {
    static List<ReasonView> of(List<Reason> reasons) {
      return reasons.stream().map(each -> new ReasonView(each.field(), each.label())).toList();
    }
  }

  /** What the visitor has voted, with the models. */
  private record Voted(String verdict, String left, String right, String link, String undo) {}

  /** A vote that may not have been stored, to be sent again. */
  private record Retry(String token, String verdict, String words, List<ReasonView> reasons) {}

  /** The pair that the visitor votes on. */
  private record PairView(String token, String turns, List<ReasonView> reasons) {}

  /**
   * What has happened before the page is shown.
   *
   * @param voted the vote that was stored
   * @param retry the vote that was perhaps not stored
   * @param done what else was done
   * @param problem what went wrong
   */
  private record Before(
      @Nullable Voted voted,
      @Nullable Retry retry,
      @Nullable String done,
      @Nullable Problem problem) {
    static final Before NOTHING = new Before(null, null, null, null);
  }

  /** What the template shows. */
  private record View(
      String csrf,
      @Nullable String voter,
      @Nullable Voted voted,
      @Nullable Retry retry,
      @Nullable String done,
      @Nullable String problem,
      @Nullable PairView pair,
      boolean nothing) {}

  private CompletableFuture<Answer> show(ApiRequest request) {
    return CompletableFuture.completedFuture(page(request.visitor(), Before.NOTHING));
  }

  private CompletableFuture<Answer> vote(ApiRequest request) {
    Visitor visitor = request.visitor();
    String voter = visitor.voter();
    if (voter == null) {
      return show(request);
    }
    CompletableFuture<Before> before;
    try {
      before = before(request, voter);
    } catch (ProblemException refused) {
      before = CompletableFuture.failedFuture(refused);
    }
    return before
        .exceptionally(failure -> failed(request, Failures.problem(failure)))
        .thenApply(happened -> page(visitor, happened));
  }

  private CompletableFuture<Before> before(ApiRequest request, String voter) {
    Optional<String> undo = request.field("undo");
    if (undo.isPresent()) {
      return voting
          .undo(undo.get(), voter)
          .thenApply(
              pair ->
                  new Before(
                      null,
                      null,
                      "The vote is withdrawn. Its pair is not shown to you again, because you have seen its models.",
                      null));
    }
    String token = request.field("token").orElse("");
    String said = request.field("verdict").orElse("");
    if (said.equals(SKIP)) {
      voting.skip(token, voter);
      return CompletableFuture.completedFuture(
          new Before(null, null, "You have skipped a pair.", null));
    }
    Verdict verdict =
        Verdict.of(said)
            .orElseThrow(
                () ->
                    new ProblemException(
                        Problem.unprocessable(
                            "The form has no verdict; choose one of its buttons.", "#/verdict")));
    List<String> reasons = Reason.of(request).stream().map(Reason::text).toList();
    return voting
        .vote(token, verdict, reasons, voter)
        .thenApply(stored -> new Before(voted(verdict, stored), null, null, null));
  }

  private static Voted voted(Verdict verdict, StoredVote stored) {
    return new Voted(
        words(verdict),
        Shortened.text(stored.left(), 200),
        Shortened.text(stored.right(), 200),
        PairPage.path(stored.pairId()),
        stored.undo());
  }

  /** A vote that was perhaps not stored can be sent again; other mistakes cannot be repeated. */
  private static Before failed(ApiRequest request, Problem problem) {
    Optional<Verdict> verdict = request.field("verdict").flatMap(Verdict::of);
    boolean repeatable =
        problem.status() == HttpStatus.SERVICE_UNAVAILABLE_503
            || problem.status() == HttpStatus.TOO_MANY_REQUESTS_429;
    Retry retry =
        repeatable && verdict.isPresent()
            ? new Retry(
                request.field("token").orElse(""),
                verdict.get().text(),
                words(verdict.get()),
                ReasonView.of(Reason.of(request)))
            : null;
    return new Before(null, retry, null, problem);
  }

  private static String words(Verdict verdict) {
    return switch (verdict) {
      case LEFT -> "left better";
      case RIGHT -> "right better";
      case TIE -> "tie";
      case BOTH_BAD -> "both bad";
    };
  }

  private Answer page(Visitor visitor, Before before) {
    Problem problem = before.problem();
    PairView pair = null;
    String voter = visitor.voter();
    if (voter != null && before.retry() == null) {
      pair = voting.draw(voter).map(VotePage::view).orElse(null);
    }
    Answer answer =
        Answer.html(
            frame.page(
                Tab.VOTE,
                Tab.VOTE.title(),
                "",
                visitor,
                TEMPLATE.render(
                    new View(
                        visitor.csrf(),
                        voter,
                        before.voted(),
                        before.retry(),
                        before.done(),
                        problem == null ? null : problem.detail(),
                        pair,
                        pair == null && voter != null && before.retry() == null))));
    return problem == null ? answer : answer.withStatus(problem.status());
  }

  private static PairView view(BlindPair pair) {
    List<Turn> turns =
        pair.turns().stream()
            .map(turn -> new Turn(turn.prompt(), turn.left(), turn.right()))
            .toList();
    return new PairView(
        pair.token(),
        Turns.render(turns, List.of(), "Left", "Right"),
        ReasonView.of(List.of(Reason.values())));
  }
}
