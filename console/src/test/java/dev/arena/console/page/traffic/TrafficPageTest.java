package dev.arena.console.page.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.console.http.AccessToken;
import dev.arena.console.http.ServedEndpoints;
import dev.arena.console.page.Frame;
import dev.arena.console.page.Tab;
import dev.arena.console.topics.ContentsWriter;
import dev.arena.console.topics.SampleBoards;
import dev.arena.console.topics.TopicContents;
import dev.arena.console.topics.TopicKind;
import dev.arena.console.topics.TopicStatus;
import dev.arena.statistics.rating.BattleResult;
import dev.arena.votes.leaderboard.BoardMethod;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the page of traffic shows of topics. */
final class TrafficPageTest {
  private static final Instant NOW = SampleBoards.THROUGH.plusSeconds(42);

  private final TopicContents contents = new TopicContents(100, (kind, version) -> {});
  private final ServedEndpoints served =
      ServedEndpoints.start(
          List.of(
              TrafficPage.endpoint(
                  new Frame(Set.of(Tab.TRAFFIC), false),
                  contents,
                  Clock.fixed(NOW, ZoneOffset.UTC))));

  @AfterEach
  void stop() {
    served.close();
  }

  private String page(String query) throws Exception {
    return served.client().get("/traffic" + query).body();
  }

  @Test
  void withoutTopicsThePageSaysWhichSettingReadsThem() throws Exception {
    assertThat(page("")).contains("arena.console.topics").doesNotContain("<table");
  }

  @Test
  void thePageFollowsAllTopicsAndTheirStatuses() throws Exception {
    assertThat(page(""))
        .contains(
            "data-live=\"pairs:0 preferences:0 votes:0 battles:0 evaluation:0 leaderboard:0 dead_letters:0 topic_status:0\"");
  }

  @Test
  void whyATopicCannotBeReadIsShownToThoseWhoHaveSignedInOnly() throws Exception {
    contents.monitor().add("arena.pairs", TopicKind.PAIRS);
    contents.monitor().failed("arena.pairs", NOW, "no broker answers at kafka.internal:9092");
    try (ServedEndpoints guarded =
        ServedEndpoints.start(
            List.of(
                TrafficPage.endpoint(
                    new Frame(EnumSet.allOf(Tab.class), true),
                    contents,
                    Clock.fixed(NOW, ZoneOffset.UTC))),
            Optional.of(AccessToken.parse("0123456789abcdef")))) {
      for (String query : List.of("", "?format=csv")) {
        assertThat(guarded.client().get("/traffic" + query).body())
            .contains("out of date since 2026-03-10 12:41:49: it cannot be read")
            .doesNotContain("kafka.internal");
      }
    }
  }

  @Test
  void aTopicIsShownWithItsRatesLagAndStatus() throws Exception {
    contents.monitor().add("arena.pairs", TopicKind.PAIRS);
    contents.monitor().add("arena.votes", TopicKind.VOTES);
    contents.monitor().add("arena.battles", TopicKind.BATTLES);
    for (int i = 0; i < 30; i++) {
      contents.monitor().arrived("arena.pairs", NOW.minusSeconds(1));
    }
    contents.monitor().read("arena.pairs", NOW.minusSeconds(1));
    contents.monitor().lag("arena.pairs", 1234);
    contents.monitor().status("arena.pairs", new TopicStatus.Current());
    contents.monitor().status("arena.votes", new TopicStatus.Reading(5, 10));
    contents.monitor().failed("arena.battles", NOW, "no broker <answers>");

    assertThat(page("").replaceAll("<[^>]*>", "|").replaceAll("\\|+", "|"))
        .contains("|arena.pairs|pairs|0.50|0.03|30|2026-03-10 12:41:48|1,234|0|current|")
        .contains("|reading, 5 of 10|")
        .contains("out of date since 2026-03-10 12:41:49: no broker &lt;answers&gt;")
        .contains("1 out of date", "None has arrived");
    assertThat(page("?format=csv"))
        .contains("arena.pairs,pairs,30,30,30,2026-03-10T12:41:48.250Z,1234,0,current\n");
  }

  @Test
  void theRatesOfTheLastMinutesAreDrawnAndSaidInWords() throws Exception {
    contents.monitor().add("arena.pairs", TopicKind.PAIRS);
    contents.monitor().add("arena.votes", TopicKind.VOTES);
    for (int i = 0; i < 90; i++) {
      contents.monitor().arrived("arena.pairs", NOW.minusSeconds(70));
    }
    for (int i = 0; i < 30; i++) {
      contents.monitor().arrived("arena.pairs", NOW);
    }

    assertThat(page(""))
        .contains(
            "aria-label=\"records per second in each of the last 15 minutes: 0.00 to 1.50, 0.50 in the last one\"",
            "aria-label=\"no records in the last 15 minutes\"")
        .containsPattern("x=\"79.0\" y=\"0.0\" width=\"4.0\" height=\"19.0\"")
        .containsPattern("x=\"85.0\" y=\"12.7\" width=\"4.0\" height=\"6.3\"");
    assertThat(page("").split("<rect", -1)).hasSize(3);
  }

  @Test
  void deadLettersAreCountedByReason() throws Exception {
    contents.monitor().add("arena.pairs.dlq", TopicKind.DEAD_LETTERS);
    contents.monitor().deadLetter("arena.pairs.dlq", "<script>", NOW.minusSeconds(3000));
    contents.monitor().deadLetter("arena.pairs.dlq", "<script>", NOW);

    assertThat(page("")).contains("arena.pairs.dlq").contains("other").doesNotContain("<script>");
    assertThat(page("?format=dead-letters"))
        .isEqualTo("topic,reason,last_15_minutes,since_start\narena.pairs.dlq,other,1,2\n");
  }

  @Test
  void theAgeOfTheLeaderboardIsThatOfItsLatestVote() throws Exception {
    contents.monitor().add("arena.pairs", TopicKind.PAIRS);
    assertThat(page("")).contains("there is none yet");

    ContentsWriter.put(
        contents,
        "x",
        new SampleBoards(1)
            .add("one", "two", BattleResult.A_WINS)
            .record(BoardMethod.BRADLEY_TERRY));

    assertThat(page("")).contains("42 s");
  }
}
