package dev.arena.dist.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.cli.documents.Document.Code;
import dev.arena.cli.documents.Documents;
import dev.arena.console.ConsoleMetric;
import dev.arena.schemas.ConversationPair;
import dev.arena.streamer.config.ScorerService;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.streamer.operations.Metric;
import dev.arena.votes.config.VotesService;
import dev.arena.votes.evaluation.EvaluationMetric;
import dev.arena.votes.leaderboard.live.LeaderboardMetric;
import dev.arena.votes.operations.VotesMetric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Names of settings, variables, topics and metrics in the documents, and quoted messages. */
@Tag("docs")
final class NamesTest {
  private static final Pattern SETTING =
      Pattern.compile("(?<![\\w./@-])((?:arena|kafka|registry)(?:\\.[a-z0-9_]+)+)(?!\\w|\\()");
  private static final Pattern VARIABLE = Pattern.compile("(?<!\\w)(ARENA(?:_[A-Z]+)+)(?!\\w)");
  private static final Pattern METRIC =
      Pattern.compile("(?<![\\w/.])(arena_\\w*[a-z])(?!\\w|\\.\\w)");

  /** What the scorer is and does, which shared code inserts into its messages. */
  private static final List<String> INSERTED =
      List.of(
          ScorerService.TEXT.the(),
          ScorerService.TEXT.any(),
          ScorerService.TEXT.outputs(),
          VotesService.TEXT.the(),
          "a preference goes to the same partition number as its pair",
          ConversationPair.class.getSimpleName(),
          StreamerKeys.PAIR_MAX_BYTES.name());

  @Test
  void everySettingIsOneThatArenaOrKafkaKnows() throws IOException {
    assertThat(unknown(SETTING, new KnownNames()::isSetting)).isEmpty();
  }

  @Test
  void everyVariableIsReadBySomething() throws IOException {
    assertThat(unknown(VARIABLE, new KnownNames()::isVariable)).isEmpty();
  }

  @Test
  void everyMetricIsServed() throws IOException {
    // the network of docker-compose.yml is named like a metric
    Set<String> served = new TreeSet<>(Set.of("arena_default"));
    for (EvaluationMetric metric : EvaluationMetric.values()) {
      served.add(metric.metricName());
    }
    for (LeaderboardMetric metric : LeaderboardMetric.values()) {
      served.add(metric.metricName());
    }
    for (VotesMetric metric : VotesMetric.values()) {
      served.add(metric.metricName());
    }
    for (ConsoleMetric metric : ConsoleMetric.values()) {
      served.add(metric.metricName());
    }
    for (Metric metric : Metric.values()) {
      served.add(metric.metricName());
      if (Metric.markdown().contains("| `%s` | histogram |".formatted(metric.metricName()))) {
        List.of("_bucket", "_sum", "_count", "_max")
            .forEach(suffix -> served.add(metric.metricName() + suffix));
      }
    }

    assertThat(unknown(METRIC, served::contains)).isEmpty();
  }

  @Test
  void everyQuotedMessageIsInTheCode() throws IOException {
    Set<String> spoken = new TreeSet<>();
    String sources = Sources.literals("src/main");
    List<String> missing = new ArrayList<>();
    for (Code line : code()) {
      if (line.language().equals("log") || isQuotedSpan(line)) {
        for (String part : line.text().split("\\.\\.\\.", -1)) {
          spoken.add(part);
          if (!isSaid(part.strip(), sources)) {
            missing.add(line.place() + ": no program says: " + part.strip());
          }
        }
      }
    }

    assertThat(spoken).hasSizeGreaterThan(20);
    assertThat(missing).isEmpty();
  }

  private static boolean isSaid(String part, String sources) {
    return sources.contains(part)
        || INSERTED.stream().anyMatch(word -> sources.contains(part.replace(word, "%s")));
  }

  /** A quoted message on the page of symptoms: neither a command nor a setting. */
  private static boolean isQuotedSpan(Code code) {
    return code.isSpan()
        && code.place().startsWith("docs/how-to/troubleshoot.md:")
        && code.text().split(" ").length > 2
        && !code.text().matches("(\\./|docker |kafka-|[A-Z_]+=).*");
  }

  @Test
  void unknownNamesAreFound() throws IOException {
    KnownNames names = new KnownNames();

    assertThat(List.of("arena.batch.pairs", "arena.pairs.dlq", "kafka.producer.linger.ms"))
        .allMatch(names::isSetting);
    assertThat(List.of("arena.batch.pear", "kafka.linger", "registry.user"))
        .noneMatch(names::isSetting);
    assertThat(List.of("ARENA_BATCH_PAIRS", "ARENA_KAFKA_BOOTSTRAP_SERVERS", "ARENA_JAVA_OPTS"))
        .allMatch(names::isVariable);
    assertThat(names.isVariable("ARENA_BATCH_PEAR")).isFalse();
    assertThat(Sources.literals("src/main"))
        .contains("unknown key")
        .doesNotContain("no program says so");
  }

  private static List<String> unknown(Pattern pattern, Predicate<String> known) throws IOException {
    List<String> unknown = new ArrayList<>();
    int found = 0;
    for (Code code : code()) {
      for (MatchResult name : pattern.matcher(code.text()).results().toList()) {
        found++;
        if (!known.test(name.group(1))) {
          unknown.add(code.place() + ": there is no " + name.group(1));
        }
      }
    }
    assertThat(found).isGreaterThan(10);
    return unknown;
  }

  private static List<Code> code() throws IOException {
    return Documents.ofToday().stream().flatMap(document -> document.code().stream()).toList();
  }
}
