package dev.arena.console.page.leaderboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.console.http.ServedEndpoints;
import dev.arena.console.page.Frame;
import dev.arena.console.page.Tab;
import dev.arena.console.topics.ContentsWriter;
import dev.arena.console.topics.SampleBoards;
import dev.arena.console.topics.TopicContents;
import dev.arena.schemas.Leaderboard;
import dev.arena.statistics.rating.BattleResult;
import dev.arena.votes.leaderboard.BoardMethod;
import java.net.URLEncoder;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the page of leaderboards shows of records. */
final class LeaderboardPageTest {
  private static final String MALICIOUS =
      "</td><script>alert(1)</script>\"'\u202Eevil\u0000\uD800 onload=x";

  private final TopicContents contents = new TopicContents(100, (kind, version) -> {});
  private final ServedEndpoints served =
      ServedEndpoints.start(
          List.of(
              LeaderboardPage.endpoint(
                  new Frame(Set.of(Tab.LEADERBOARD), false), contents, "arena.leaderboard")));

  @AfterEach
  void stop() {
    served.close();
  }

  private String page(String query) throws Exception {
    var response = served.client().get("/" + query);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private void put(Leaderboard... boards) {
    for (Leaderboard board : boards) {
      ContentsWriter.put(contents, board.getKinds() + board.getSlice() + board.getMethod(), board);
    }
  }

  private static SampleBoards eight() {
    return new SampleBoards(7).votes(8, 60, i -> "model-" + i);
  }

  /** The texts of the cells of a model's row. */
  private static String row(String page, String model) {
    return Pattern.compile("<tr>.*?</tr>", Pattern.DOTALL)
        .matcher(page)
        .results()
        .map(MatchResult::group)
        .filter(row -> row.contains("<bdi>" + model + "</bdi>"))
        .findFirst()
        .orElseThrow()
        .replaceAll("<[^>]*>", "|")
        .replaceAll("\\|+", "|");
  }

  @Test
  void withoutABoardThePageSaysHowToGetOne() throws Exception {
    assertThat(page(""))
        .contains("There is no leaderboard yet", "./arena replay examples/votes.csv --votes")
        .doesNotContain("<table", "<select");
  }

  @Test
  void aBoardIsShownWithItsVotesChecksAndSource() throws Exception {
    put(eight().record(BoardMethod.BRADLEY_TERRY));

    String page = page("");

    assertThat(row(page, "model-0"))
        .matches("\\|1 - 3\\|model-0\\|\\d+\\|\\[\\d+, \\d+\\]\\|usable\\|.*\\|");
    assertThat(page)
        .contains("480", "the most active one")
        .contains("<time datetime=\"2026-03-10T12:41:07Z\">2026-03-10 12:41:07</time>")
        .contains("<code>arena.leaderboard</code>, method bradley-terry/1")
        .contains("/v1/leaderboards/all?kinds=human&amp;method=bradley-terry&amp;format=csv");
    assertThat(page.split("<li><span class=\"badge (good|bad)\">(ok|note)</span>")).hasSize(6);
  }

  @Test
  void stylePositionsStandBesideTheBoardWithoutStyleControlAndTheReverse() throws Exception {
    SampleBoards boards = eight();
    put(
        boards.record(BoardMethod.BRADLEY_TERRY),
        boards.record(BoardMethod.BRADLEY_TERRY_STYLE),
        boards.record(BoardMethod.DAVIDSON));

    assertThat(page("")).contains(">with style control</th>").doesNotContain("What style");
    assertThat(row(page(""), "model-0")).endsWith("|1 (=)|");
    assertThat(page("?method=bradley-terry%2Bstyle"))
        .contains(">without style control</th>", "What style contributes", "<dt>length</dt>");
    assertThat(page("?method=davidson"))
        .contains("between equal models")
        .doesNotContain("style control</th>");
  }

  @Test
  void separateComponentsAreSeparateGroupsAndUnrankedModelsAreLast() throws Exception {
    put(
        eight()
            .votes(3, 40, i -> "island-" + i)
            .add("model-0", "never-won", BattleResult.A_WINS)
            .record(BoardMethod.BRADLEY_TERRY));

    String page = page("");

    assertThat(page).contains("Board 1 of 2", "Board 2 of 2", "in 2 separate boards");
    assertThat(row(page, "never-won"))
        .contains("without a win, there is no lower limit to its rating", "unranked");
    assertThat(page.indexOf("never-won")).isGreaterThan(page.indexOf("island-2"));
  }

  @Test
  void aBoardOfUnrankedModelsHasNoRatings() throws Exception {
    put(
        new SampleBoards(1)
            .add("one", "two", BattleResult.A_WINS)
            .record(BoardMethod.BRADLEY_TERRY));

    String page = page("");

    assertThat(row(page, "one")).contains("without a loss, there is no upper limit");
    assertThat(page).contains("no model has a rating");
  }

  @Test
  void theFormOffersTheBoardsThatThereAre() throws Exception {
    put(
        eight().record(BoardMethod.BRADLEY_TERRY),
        eight().slice("script=Latin").record(BoardMethod.BRADLEY_TERRY));

    assertThat(page("?slice=script%3DLatin"))
        .contains("<option value=\"all\">all</option>")
        .contains("<option value=\"script=Latin\" selected>");
    assertThat(page("?slice=code")).contains("There is no leaderboard of these votes");
  }

  @Test
  void namesAreShownAsText() throws Exception {
    put(
        new SampleBoards(3)
            .votes(3, 40, i -> MALICIOUS + i)
            .add("x".repeat(200), MALICIOUS + 0, BattleResult.A_WINS)
            .slice(MALICIOUS)
            .record(BoardMethod.BRADLEY_TERRY));

    String encoded = "?slice=" + URLEncoder.encode(MALICIOUS.replace("\uD800", ""), UTF_8);
    String all = page("") + page(encoded);

    assertThat(all).contains("&lt;script&gt;").doesNotContain("<script>alert", "\u0000");
    put(
        Leaderboard.newBuilder(
                new SampleBoards(3)
                    .votes(3, 40, i -> MALICIOUS + i)
                    .record(BoardMethod.BRADLEY_TERRY))
            .setWarnings(List.of(MALICIOUS))
            .setMethod("bradley-terry/" + MALICIOUS)
            .build());
    assertThat(page("")).contains("&lt;script&gt;").doesNotContain("<script>alert", "\u0000");
  }

  @Test
  void aBoardOfALaterVersionIsRefusedWithTheReason() throws Exception {
    Leaderboard board = eight().record(BoardMethod.BRADLEY_TERRY);
    board.getRows().get(0).setStatus("wonderful");
    put(board);

    assertThat(served.client().get("/").body()).contains("wonderful", "does not know");
  }
}
