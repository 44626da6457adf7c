package dev.arena.console.page.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.console.http.ServedEndpoints;
import dev.arena.console.page.Frame;
import dev.arena.console.page.Tab;
import dev.arena.console.topics.ContentsWriter;
import dev.arena.console.topics.SampleEvaluations;
import dev.arena.console.topics.TopicContents;
import dev.arena.schemas.LiveEvaluation;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the page of scorers shows of records. */
final class ScorerPageTest {
  private static final Instant NOW = Instant.parse("2026-03-10T12:41:07Z");
  private static final Instant TODAY = Instant.parse("2026-03-10T00:00:00Z");
  private static final String MALICIOUS = "\"><script>alert(1)</script>\u202E\u0000@1";

  private final TopicContents contents = new TopicContents(100, (kind, version) -> {});
  private final ServedEndpoints served =
      ServedEndpoints.start(
          List.of(
              ScorerPage.endpoint(
                  new Frame(Set.of(Tab.SCORER), false),
                  contents,
                  Clock.fixed(NOW, ZoneOffset.UTC),
                  "arena.evaluation")));

  @AfterEach
  void stop() {
    served.close();
  }

  private String page(String query) throws Exception {
    var response = served.client().get("/scorer" + query);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private void put(LiveEvaluation... records) {
    for (LiveEvaluation each : records) {
      ContentsWriter.put(
          contents,
          each.getTopic()
              + each.getModel()
              + each.getSlice()
              + each.getKind()
              + each.getSize()
              + each.getStart(),
          each);
    }
  }

  @Test
  void withoutVotesThePageSaysHowToGetThem() throws Exception {
    assertThat(page(""))
        .contains("./arena replay examples/votes.csv --votes")
        .doesNotContain("<table", "<svg");
  }

  @Test
  void aScorerIsShownWithItsFiguresPicturesAndSlices() throws Exception {
    put(
        SampleEvaluations.total("small@1", "all", 1000),
        SampleEvaluations.total("small@1", "script=Latin", 300),
        SampleEvaluations.day("small@1", TODAY, 200),
        SampleEvaluations.hour("small@1", Instant.parse("2026-03-10T11:00:00Z"), 50));

    String page = page("");

    assertThat(page)
        .contains("small@1</bdi> on <bdi>arena.preferences", "1,000", "50 votes", "no alarm")
        .contains("aria-label=\"Reliability: the calibration error is")
        .contains("aria-label=\"Log loss of each day from 2026-03-10 to 2026-03-10")
        .contains("<bdi>script=Latin</bdi>")
        .contains("<code>arena.evaluation</code>")
        .contains("/v1/evaluation?kind=human&amp;format=csv")
        .doesNotContain("Champion and challenger", "Other votes", "NaN", "Infinity");
  }

  @Test
  void aChallengerIsComparedWithTheChampion() throws Exception {
    put(
        SampleEvaluations.total("small@1", "all", 2000),
        SampleEvaluations.challenger("small@2", "small@1", 2000));

    assertThat(page(""))
        .contains("Champion and challenger", "small@2 on arena.preferences.challenger")
        .contains("+0.0090", "more voters needed")
        .contains("/v1/comparison?kind=human");
  }

  @Test
  void votesOfOtherKindsAreComparedWithThoseOfPeople() throws Exception {
    put(SampleEvaluations.total("small@1", "all", 20), SampleEvaluations.judge(100));

    assertThat(page(""))
        .contains("Other votes against those of people", "<bdi>judge</bdi>", "60.0 %");
  }

  @Test
  void ofManyScorersOnlyTheLatestAreShownInDetailUntilOneIsSelected() throws Exception {
    for (int i = 0; i < 5; i++) {
      put(
          SampleEvaluations.total("small@" + i, "all", 100 + i),
          SampleEvaluations.day("small@" + i, TODAY.minusSeconds(86_400L * i), 10));
    }

    assertThat(page(""))
        .contains("Details of small@0", "Details of small@1", "<bdi>small@4</bdi>")
        .doesNotContain("Details of small@2");
    assertThat(page("?topic=arena.preferences&model=small%404&kind=human"))
        .contains("Details of small@4")
        .doesNotContain("Details of small@0");
  }

  @Test
  void aScorerWithoutVotesAfterItsPredictionsHasNoFigures() throws Exception {
    put(
        LiveEvaluation.newBuilder(SampleEvaluations.total("small@1", "all", 0))
            .setNAfter(3)
            .build());

    assertThat(page("")).contains("small@1").doesNotContain("NaN", "Infinity", "<svg");
  }

  @Test
  void namesAreShownAsText() throws Exception {
    put(
        SampleEvaluations.total(MALICIOUS, "all", 30),
        SampleEvaluations.total(MALICIOUS, MALICIOUS, 30),
        SampleEvaluations.challenger(MALICIOUS + "2", MALICIOUS, 30));

    assertThat(page("")).contains("&lt;script&gt;").doesNotContain("<script>alert", "\u0000");
  }
}
