package dev.arena.console.page.pair;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.console.api.KnownPairs;
import dev.arena.console.api.PairRecordsOf;
import dev.arena.console.api.RecentPairsOnly;
import dev.arena.console.topics.ContentsWriter;
import dev.arena.console.topics.OlderPairs;
import dev.arena.console.topics.TopicContents;
import dev.arena.models.Explanation;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import dev.arena.schemas.turns.TurnList;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a pair, and the list of recent pairs, over HTTP. */
final class PairPageTest {
  private static final List<String> SECRETS =
      List.of("secret-prompt", "secret-a", "secret-b", "secret-voter", "secret-reason");

  @TempDir private static Path folder;
  private static final TopicContents CONTENTS = new TopicContents(1_000, (kind, version) -> {});
  private static ServedPages pages;
  private static ServedPages withoutTexts;

  @BeforeAll
  static void start() {
    pages =
        new ServedPages(
            folder,
            (frame, model) ->
                List.of(PairPage.endpoint(frame, RecentPairsOnly.of(CONTENTS, true), model)));
    withoutTexts =
        new ServedPages(
            folder.resolve("other"),
            (frame, model) ->
                List.of(PairPage.endpoint(frame, RecentPairsOnly.of(CONTENTS, false), model)));
  }

  @AfterAll
  static void stop() {
    pages.close();
    withoutTexts.close();
  }

  @Test
  void aPairIsShownWithItsModelsPredictionsVotesAndTexts() throws Exception {
    add(secretPair("shown"));

    String page = page("shown");

    assertThat(page)
        .contains("<h1>Pair shown</h1>", "heron-70b", "lark-13b")
        .contains("tiny@1", "arena.preferences", "50.0 %", "30.0 %", "20.0 %")
        .contains("A better", "shown left", "counts")
        .contains("datetime=\"2026-11-29T12:41:08Z\"", "2026-11-29 12:41:08")
        .contains(SECRETS);
  }

  @Test
  void textsAndVotersAreNowhereForThoseWhoMayNotSeeThem() throws Exception {
    add(secretPair("hidden"));

    for (String query :
        List.of(
            "?id=hidden",
            "?id=hidden&sentences=true",
            "?id=hidden&csv=votes",
            "?id=hidden&csv=predictions",
            "?id=hidden&csv=reasons",
            "",
            "?csv=pairs")) {
      for (HttpResponse<String> answer :
          List.of(
              pages.asStranger("/pair" + query),
              withoutTexts.asStranger("/pair" + query),
              withoutTexts.authorized("/pair" + query))) {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).as(query).doesNotContain(SECRETS);
        assertThat(answer.body()).as(query).doesNotContain("Parts of A against B");
      }
    }
    assertThat(pages.asStranger("/pair?id=hidden").body())
        .contains("signed in", "/sign-in?next=/pair%3Fid%3Dhidden", "heron-70b");
    assertThat(withoutTexts.authorized("/pair?id=hidden").body())
        .contains("arena.console.texts=true");
  }

  @Test
  void aPairThatCannotBeLookedUpNowCanBeAskedForLater() throws Exception {
    try (ServedPages busy =
        new ServedPages(
            folder.resolve("busy"),
            (frame, model) ->
                List.of(
                    PairPage.endpoint(
                        frame,
                        new KnownPairs(
                            CONTENTS,
                            (id, visitor) ->
                                CompletableFuture.completedFuture(
                                    new OlderPairs.Found(null, "Too many for " + visitor.voter())),
                            true),
                        model)))) {
      HttpResponse<String> answer = busy.asStranger("/pair?id=p");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).contains("5");
      assertThat(answer.body()).contains("try again later").doesNotContain("Too many for");
      assertThat(busy.authorized("/pair?id=p").body()).contains("Too many for null");
    }
  }

  @Test
  void theReasonsAreThePartsThatTheModelAddsUp() throws Exception {
    ConversationPair pair = secretPair("explained");
    add(pair);
    Explanation explanation = pages.scorer().explain(List.of(pair)).get(0);

    String page = page("explained");
    String csv = authorized("explained", "&csv=reasons");

    assertThat(page).contains(TinyBundle.MODEL);
    explanation.parts().forEach(part -> assertThat(page).contains(Effect.number(part.logit())));
    assertThat(csv).startsWith("part,response,turn,text,logit,tie_logit\nlength,");
    explanation.parts().forEach(part -> assertThat(csv).contains("," + part.logit() + ","));
    assertThat(page).doesNotContain("<mark").contains("sentences=true#sentences");
  }

  @Test
  void sentencesAreMarkedWithTheirEffectOnRequest() throws Exception {
    add(PairRecordsOf.pair("marked", new Turn("p", "First one. Second one.", "Only one.")));

    String page = authorized("marked", "&sentences=true");

    assertThat(page).contains("What sentences add");
    assertThat(count(page, "<mark")).isEqualTo(3);
    assertThat(count(page, "class=\"effect\"")).isEqualTo(3);
  }

  @Test
  void aMaliciousTextChangesNoTagOfThePage() throws Exception {
    List<String> malicious =
        List.of(
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "' onmouseover='alert(1)",
            "</div></details></td></table></main>",
            "{{{turns}}} {{#rows}} &lt;b&gt; &#60;",
            "]]><!-- ",
            "\u202E\u2066 right to left \u2069",
            "NUL \u0000 escape \u001B[31m lone \uD83D end",
            "javascript:alert(1)");
    add(poisoned("harmless", "harmless"));
    List<String> expected = tags(page("harmless"));

    for (int i = 0; i < malicious.size(); i++) {
      String text = malicious.get(i);
      String id = "id" + i + TurnList.whole(text); // a link has no lone surrogates
      add(poisoned(id, text));

      String page = page(id);

      assertThat(tags(page)).as(text).isEqualTo(expected);
      assertThat(page.codePoints().allMatch(PairPageTest::isAllowed)).as(text).isTrue();
      for (String other :
          List.of(authorized(id, "&sentences=true"), pages.authorized("/pair").body())) {
        assertThat(other).as(text).doesNotContain("<script>alert", "<img", "' onmouse");
      }
    }
  }

  @Test
  void textsThatAreMissingEmptyOrHugeAreShownAsSuch() throws Exception {
    String huge = "x".repeat(1_000_000);
    add(
        PairRecordsOf.pair(
            "odd",
            new Turn(null, null, huge),
            new Turn("", "two\nlines", "\nfirst line is empty")));

    String page = page("odd");

    assertThat(page)
        .contains("(no text)", "(empty)", "Show the other 997,000 characters")
        .contains(">two\nlines<", ">\nfirst line is empty<", "Turn 1", "Turn 2");
    assertThat(count(page, "x{100000}")).isEqualTo(9);
  }

  @Test
  void manyTurnsAreFoldedAndAllThere() throws Exception {
    add(
        PairRecordsOf.pair(
            "long",
            IntStream.rangeClosed(1, 300)
                .mapToObj(turn -> new Turn("p" + turn, "a" + turn, "b" + turn))
                .toArray(Turn[]::new)));

    String page = page("long");

    assertThat(page).contains("Show 290 more turns");
    assertThat(count(page, "<div class=\"says\" dir=\"auto\">[pab]\\d+</div>")).isEqualTo(900);
  }

  @Test
  void aPairWithoutTurnsPredictionsModelsAndVotesIsShown() throws Exception {
    add(ConversationPair.newBuilder().setId("bare").setTurns(List.of()).build());

    assertThat(page("bare"))
        .contains("The pair has no turns.", "No scorer has scored", "No vote is known.")
        .contains("model A (unknown)");
  }

  @Test
  void aPairOfWhichOnlyAVoteIsKnownIsShown() throws Exception {
    ContentsWriter.add(CONTENTS, PairRecordsOf.vote("only-voted", "u1", VoteOutcome.TIE, 3));

    assertThat(page("only-voted")).contains("1 tie", "The texts are not among the recent pairs");
  }

  @Test
  void aPairThatIsNotKnownIsNotFound() throws Exception {
    HttpResponse<String> answer = pages.authorized("/pair?id=%3Cb%3Enone");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body())
        .contains(
            "&lt;b&gt;none", "Recent pairs and pairs with votes are shown", "role=\"search\"");
  }

  @Test
  void theListHasALinkToEachRecentPairWhateverItsId() throws Exception {
    String id = "a b/c?d&e=f#g%20+\u00FC\uD83D\uDE00";
    add(PairRecordsOf.pair(id, new Turn("p", "a", "b")));
    add(PairRecordsOf.pair("i".repeat(1_000_000), new Turn("p", "a", "b")));

    String list = pages.asStranger("/pair").body();

    assertThat(list).contains("(1,000,000 characters)").hasSizeLessThan(150_000);
    String link = "/pair?id=" + URLEncoder.encode(id, UTF_8);
    assertThat(list).contains("href=\"" + link + "\"");
    assertThat(pages.asStranger(link).body()).contains("<h1>Pair a b/c?d&amp;e=f#g%20+");
  }

  private static void add(ConversationPair pair) {
    ContentsWriter.add(CONTENTS, pair);
  }

  /** A pair with a prediction and a vote, and with texts that strangers must not see. */
  private static ConversationPair secretPair(String id) {
    Vote vote =
        Vote.newBuilder(PairRecordsOf.vote(id, "secret-voter", VoteOutcome.A, 2))
            .setReasons(List.of("secret-reason"))
            .build();
    ContentsWriter.add(CONTENTS, PairRecordsOf.scored(id, "arena.preferences", "tiny@1"));
    ContentsWriter.add(CONTENTS, vote);
    ContentsWriter.put(CONTENTS, id, PairRecordsOf.battle(vote));
    return PairRecordsOf.pair(id, new Turn("secret-prompt", "secret-a one.", "secret-b two."));
  }

  /** A pair with a text in every field that holds text. */
  private static ConversationPair poisoned(String id, String text) {
    ContentsWriter.add(CONTENTS, PairRecordsOf.scored(id, text, text));
    ContentsWriter.add(
        CONTENTS,
        Vote.newBuilder(PairRecordsOf.vote(id, text, VoteOutcome.A, 2))
            .setKind(text)
            .setReasons(List.of(text))
            .build());
    return ConversationPair.newBuilder(PairRecordsOf.pair(id, new Turn(text, text, text)))
        .setModelA(text)
        .setModelB(text)
        .build();
  }

  private static String page(String id) throws Exception {
    return authorized(id, "");
  }

  private static String authorized(String id, String more) throws Exception {
    HttpResponse<String> answer =
        pages.authorized("/pair?id=" + URLEncoder.encode(id, UTF_8) + more);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  /** The tags of a page in their order, without links, values of fields and bars. */
  private static List<String> tags(String page) {
    return Pattern.compile("<[^>]*>")
        .matcher(page)
        .results()
        .map(match -> match.group().replaceAll("(href|value)=\"[^\"]*\"", "$1"))
        .filter(tag -> !tag.startsWith("<rect"))
        .toList();
  }

  private static boolean isAllowed(int point) {
    return point >= 0x20 || point == '\n' || point == '\r' || point == '\t';
  }

  private static long count(String page, String pattern) {
    return Pattern.compile(pattern).matcher(page).results().count();
  }
}
