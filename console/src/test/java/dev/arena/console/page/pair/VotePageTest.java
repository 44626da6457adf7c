package dev.arena.console.page.pair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.console.http.Problem;
import dev.arena.console.http.ProblemException;
import dev.arena.console.voting.VotingStage;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page where people vote, over HTTP. */
final class VotePageTest {
  private static final String LEFT_B =
      "(?s).*<p class=\"whose\">Left</p>\\s*<div class=\"says\" dir=\"auto\">from b.*";

  @TempDir private Path folder;
  private VotingStage stage;
  private ServedPages pages;
  private ServedPages.Browser browser;

  @BeforeEach
  void start() throws Exception {
    stage = new VotingStage(pair("secret-id-1"), pair("secret-id-2"));
    pages = new ServedPages(folder, (frame, model) -> VotePage.endpoints(frame, stage.voting));
    browser = pages.signedIn();
  }

  @AfterEach
  void stop() {
    pages.close();
  }

  @Test
  void aVoterChoosesAPseudonymFirst() throws Exception {
    assertThat(browser.get("/vote").body())
        .contains("action=\"/voter\"", "name=\"voter\"")
        .doesNotContain("from a", "name=\"verdict\"");

    HttpResponse<String> named = choose("u1");

    assertThat(named.statusCode()).isEqualTo(303);
    assertThat(named.headers().firstValue("Location")).contains("/vote");
    assertThat(browser.get("/vote").body()).contains("from a", "from b", "value=\"both_bad\"");
  }

  @Test
  void neitherModelsNorTheIdAreOnThePageBeforeTheVote() throws Exception {
    choose("u1");

    assertThat(browser.get("/vote").body())
        .contains("from a")
        .doesNotContain("heron", "lark", "secret-id");
  }

  @Test
  void aVoteIsWrittenWithItsReasonsAndThenTheModelsAreShown() throws Exception {
    choose("u1");
    String shown = browser.get("/vote").body();
    boolean swapped = shown.matches(LEFT_B);

    String page = vote(shown, "left", "reason-clarity", "reason-style").body();

    Vote vote = stage.votes().get(0);
    assertThat(vote.getOutcome()).isEqualTo(swapped ? VoteOutcome.B : VoteOutcome.A);
    assertThat(vote.getVoter()).isEqualTo("u1");
    assertThat(vote.getReasons()).containsExactly("clarity", "style");
    assertThat(page)
        .contains("You voted <b>left better</b>")
        .containsSubsequence(swapped ? "lark-13b" : "heron-70b", swapped ? "heron-70b" : "lark-13b")
        .contains("/pair?id=" + vote.getPairId())
        .contains("name=\"verdict\"");
  }

  @Test
  void aVoteCanBeUndone() throws Exception {
    choose("u1");
    String voted = vote(browser.get("/vote").body(), "tie").body();

    String page = browser.post("/vote", Map.of("undo", field(voted, "undo"))).body();

    assertThat(stage.votes())
        .extracting(Vote::getOutcome)
        .containsExactly(VoteOutcome.TIE, VoteOutcome.WITHDRAWN);
    assertThat(page).contains("The vote is withdrawn.");
  }

  @Test
  void whenNoPairIsLeftThePageSaysHowToGetOne() throws Exception {
    choose("u1");
    String first = vote(browser.get("/vote").body(), "skip").body();
    assertThat(first).contains("You have skipped a pair.", "name=\"verdict\"");

    String last = vote(first, "both_bad").body();

    assertThat(stage.votes()).hasSize(1);
    assertThat(last).contains("There is no pair left", "./arena replay", "You voted <b>both bad");
  }

  @Test
  void aVoteThatWasPerhapsNotStoredCanBeSentAgain() throws Exception {
    choose("u1");
    stage.failWith(
        new ProblemException(new Problem(503, "It is not known whether.", null, Map.of())));
    HttpResponse<String> failed = vote(browser.get("/vote").body(), "right", "reason-length");
    assertThat(failed.statusCode()).isEqualTo(503);
    assertThat(failed.body())
        .contains("It is not known whether.", "Vote again: right better", "reason-length")
        .doesNotContain("from a");
    stage.failWith(null);

    HttpResponse<String> again = vote(failed.body(), "right", "reason-length");

    assertThat(again.body()).contains("You voted <b>right better</b>");
    assertThat(stage.votes()).hasSize(1);
  }

  @Test
  void aTokenOrVerdictThatCannotBeUsedIsAMessageOnThePage() throws Exception {
    choose("u1");
    browser.get("/vote");

    for (Map<String, String> form :
        List.of(
            Map.of("token", "x", "verdict", "left"),
            Map.of("token", "x"),
            Map.of("verdict", "<b>"),
            Map.of("undo", "x"))) {
      HttpResponse<String> answer = browser.post("/vote", form);
      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(answer.body()).contains("role=\"alert\"", "name=\"verdict\"");
    }
    assertThat(stage.votes()).isEmpty();
  }

  @Test
  void markupInTextsAndNamesStaysText() throws Exception {
    String malicious = "</div><script>alert(1)</script>\"'";
    stage =
        new VotingStage(
            ConversationPair.newBuilder(pair("p"))
                .setTurns(List.of(new Turn(malicious, malicious, malicious)))
                .setModelA(malicious + "a")
                .setModelB(malicious + "b")
                .build());
    pages.close();
    pages =
        new ServedPages(
            folder.resolve("other"), (frame, model) -> VotePage.endpoints(frame, stage.voting));
    browser = pages.signedIn();
    choose(malicious);

    String shown = browser.get("/vote").body();
    String voted = vote(shown, "left").body();

    assertThat(shown).contains("&lt;script&gt;").doesNotContain("<script>alert");
    assertThat(voted).contains("&lt;script&gt;").doesNotContain("<script>alert");
  }

  private static ConversationPair pair(String id) {
    return ConversationPair.newBuilder()
        .setId(id)
        .setModelA("heron-70b")
        .setModelB("lark-13b")
        .setTurns(List.of(new Turn("q", "from a", "from b")))
        .build();
  }

  private HttpResponse<String> choose(String voter) throws Exception {
    browser.get("/vote");
    return browser.post("/voter", Map.of("voter", voter, "next", "/vote"));
  }

  private HttpResponse<String> vote(String page, String verdict, String... reasons)
      throws Exception {
    Map<String, String> form = new HashMap<>();
    form.put("token", field(page, "token"));
    form.put("verdict", verdict);
    List.of(reasons).forEach(reason -> form.put(reason, "on"));
    return browser.post("/vote", form);
  }

  private static String field(String page, String name) {
    Matcher field = Pattern.compile("name=\"" + name + "\" value=\"([^\"]+)\"").matcher(page);
    assertThat(field.find()).as(page).isTrue();
    return field.group(1);
  }
}
