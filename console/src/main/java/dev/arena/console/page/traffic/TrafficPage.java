package dev.arena.console.page.traffic;

import dev.arena.console.api.BoardSelection;
import dev.arena.console.api.Csv;
import dev.arena.console.http.Answer;
import dev.arena.console.http.ApiRequest;
import dev.arena.console.http.Endpoint;
import dev.arena.console.page.Frame;
import dev.arena.console.page.PageTemplate;
import dev.arena.console.page.Tab;
import dev.arena.console.page.Tile;
import dev.arena.console.page.UtcTime;
import dev.arena.console.topics.TopicContents;
import dev.arena.console.topics.TopicKind;
import dev.arena.console.topics.TopicMonitor;
import dev.arena.console.topics.TopicStatus;
import dev.arena.console.topics.TopicTraffic;
import dev.arena.console.topics.TopicTraffic.DeadLetterCount;
import dev.arena.statistics.FigureText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The page of traffic: what arrives in each topic, how far the console has read it, and dead
 * letters. Safe for use by many threads.
 */
public final class TrafficPage {
  private static final PageTemplate TEMPLATE = PageTemplate.of(TrafficPage.class, "traffic");

  /** Whatever arrives, and how far it has been read. */
  private static final String LIVE =
      Stream.concat(
              Arrays.stream(TopicKind.values()).map(TopicKind::event),
              Stream.of(TopicMonitor.STATUS_EVENT))
          .collect(Collectors.joining(" "));

  private final Frame frame;
  private final TopicContents contents;
  private final Clock clock;

  private TrafficPage(Frame frame, TopicContents contents, Clock clock) {
    this.frame = frame;
    this.contents = contents;
    this.clock = clock;
  }

  /** What the template shows. */
  private record View(
      UtcTime now, boolean any, List<Tile> tiles, List<TopicRow> topics, List<LetterRow> letters) {}

  /**
   * What arrives in a topic.
   *
   * @param svg the rates of the last minutes
   * @param status how far it has been read
   * @param look of the status
   */
  private record TopicRow(
      String topic,
      String kind,
      String minuteRate,
      String quarterRate,
      String svg,
      String sinceStart,
      @Nullable UtcTime last,
      String lag,
      String unreadable,
      String status,
      String look) {
    static TopicRow of(TopicTraffic traffic) {
      Long lag = traffic.lag();
      return new TopicRow(
          traffic.topic(),
          traffic.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
          FigureText.decimals(traffic.minuteRate(), 2),
          FigureText.decimals(traffic.quarterRate(), 2),
          RatePicture.svg(traffic.minuteRates()),
          FigureText.count(traffic.sinceStart()),
          UtcTime.ofNullable(traffic.lastRecord()),
          lag == null ? FigureText.NONE : FigureText.count(lag),
          FigureText.count(traffic.unreadable()),
          describe(traffic.status()),
          traffic.status() instanceof TopicStatus.Failed
              ? "bad"
              : traffic.status() instanceof TopicStatus.Current ? "good" : "");
    }

    private static String describe(TopicStatus status) {
      if (status instanceof TopicStatus.Reading reading) {
        return "reading, %s of %s"
            .formatted(FigureText.count(reading.read()), FigureText.count(reading.of()));
      }
      if (status instanceof TopicStatus.Failed failed) {
        return "out of date since %s: %s"
            .formatted(UtcTime.of(failed.since()).text(), failed.reason());
      }
      if (status instanceof TopicStatus.Missing) {
        return "missing";
      }
      return status instanceof TopicStatus.Current ? "current" : "not read yet";
    }
  }

  /** Dead letters of one reason. */
  private record LetterRow(String topic, String reason, String lastQuarter, String sinceStart) {
    static LetterRow of(DeadLetterCount letters) {
      return new LetterRow(
          letters.topic(),
          letters.reason(),
          FigureText.count(letters.lastQuarter()),
          FigureText.count(letters.sinceStart()));
    }
  }

  /**
   * The endpoint, which answers with CSV if the query has {@code format=csv} (topics) or {@code
   * format=dead-letters} (dead letters by reason).
   *
   * @param clock tells when the last minutes end
   */
  public static Endpoint endpoint(Frame frame, TopicContents contents, Clock clock) {
    TrafficPage page = new TrafficPage(frame, contents, clock);
    return Endpoint.get(
        Tab.TRAFFIC.path(),
        Endpoint.Access.PUBLIC,
        request -> CompletableFuture.completedFuture(page.answer(request)));
  }

  private Answer answer(ApiRequest request) {
    Instant now = clock.instant();
    List<TopicTraffic> traffic =
        contents.monitor().traffic(now).stream()
            .map(each -> request.visitor().authorized() ? each : withoutReason(each))
            .toList();
    List<DeadLetterCount> letters = contents.monitor().deadLetters(now);
    return switch (request.query("format").orElse("")) {
      case "csv" -> Answer.csv(csv(traffic));
      case "dead-letters" -> Answer.csv(lettersCsv(letters));
      default ->
          Answer.html(
              frame.page(
                  Tab.TRAFFIC,
                  Tab.TRAFFIC.title(),
                  request.live(LIVE),
                  request.visitor(),
                  TEMPLATE.render(
                      new View(
                          UtcTime.of(now),
                          !traffic.isEmpty(),
                          tiles(traffic, letters, now),
                          traffic.stream().map(TopicRow::of).toList(),
                          letters.stream().map(LetterRow::of).toList()))));
    };
  }

  /** Why a topic cannot be read may name a broker. */
  private static TopicTraffic withoutReason(TopicTraffic each) {
    return each.status() instanceof TopicStatus.Failed failed
        ? each.withStatus(new TopicStatus.Failed(failed.since(), "it cannot be read"))
        : each;
  }

  private List<Tile> tiles(List<TopicTraffic> traffic, List<DeadLetterCount> letters, Instant now) {
    long old = traffic.stream().filter(each -> each.status() instanceof TopicStatus.Failed).count();
    return List.of(
        new Tile(
            "Topics",
            FigureText.count(traffic.size()),
            old == 0 ? "none is out of date" : FigureText.count(old) + " out of date"),
        new Tile(
            "Dead letters, 15 minutes",
            FigureText.count(letters.stream().mapToLong(DeadLetterCount::lastQuarter).sum()),
            FigureText.count(letters.stream().mapToLong(DeadLetterCount::sinceStart).sum())
                + " since the console began to read"),
        BoardSelection.DEFAULT
            .board(contents.boards())
            .map(
                board ->
                    new Tile(
                        "Age of the leaderboard",
                        board.votesThrough() == null
                            ? FigureText.NONE
                            : age(Duration.between(board.votesThrough(), now)),
                        "since the latest vote on it"))
            .orElse(new Tile("Age of the leaderboard", FigureText.NONE, "there is none yet")));
  }

  private static String age(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < Duration.ofMinutes(2).toSeconds()) {
      return seconds + " s";
    }
    if (seconds < Duration.ofHours(2).toSeconds()) {
      return age.toMinutes() + " min";
    }
    return age.toDays() < 2 ? age.toHours() + " h" : FigureText.count(age.toDays()) + " days";
  }

  private static String csv(List<TopicTraffic> traffic) {
    return Csv.of(
        csv -> {
          csv.writeRecord(
              "topic",
              "kind",
              "records_last_minute",
              "records_last_15_minutes",
              "records_since_start",
              "last_record",
              "lag",
              "unreadable",
              "status");
          for (TopicTraffic each : traffic) {
            Instant last = each.lastRecord();
            Long lag = each.lag();
            csv.writeRecord(
                each.topic(),
                each.kind().name().toLowerCase(Locale.ROOT),
                String.valueOf(each.lastMinute()),
                String.valueOf(each.lastQuarter()),
                String.valueOf(each.sinceStart()),
                last == null ? "" : last.toString(),
                lag == null ? "" : lag.toString(),
                String.valueOf(each.unreadable()),
                TopicRow.describe(each.status()));
          }
        });
  }

  private static String lettersCsv(List<DeadLetterCount> letters) {
    return Csv.of(
        csv -> {
          csv.writeRecord("topic", "reason", "last_15_minutes", "since_start");
          for (DeadLetterCount each : letters) {
            csv.writeRecord(
                each.topic(),
                each.reason(),
                String.valueOf(each.lastQuarter()),
                String.valueOf(each.sinceStart()));
          }
        });
  }
}
