package dev.arena.kafka.cluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.kafka.config.ServiceTopics.Cleanup;
import dev.arena.kafka.config.ServiceTopics.Output;
import dev.arena.kafka.config.TestService;
import dev.arena.schemas.failure.UserException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

final class WritableTopicsTest {
  private static final Map<String, String> DEFAULTS =
      Map.of("message.timestamp.type", "CreateTime", "retention.ms", "604800000");

  @Test
  void kafkasDefaultsAcceptEverything() {
    require(DEFAULTS, DEFAULTS);
    require(DEFAULTS, Map.of());
  }

  @Test
  void aCompactedTopicIsRefused() {
    assertRefused(DEFAULTS, Map.of("cleanup.policy", "compact,delete"))
        .hasMessageContaining("topic out would refuse what a scorer writes")
        .hasMessageContaining("cleanup.policy=compact,delete (expected delete")
        .hasMessageEndingWith(
            "kafka-configs.sh --bootstrap-server broker:9092 --alter --topic out --add-config cleanup.policy=delete");
  }

  @Test
  void aTopicThatKeepsTheLatestRecordOfEachKeyMustBeCompacted() {
    require(Cleanup.COMPACT, DEFAULTS, Map.of("cleanup.policy", "compact"));
    assertThatThrownBy(() -> require(Cleanup.COMPACT, DEFAULTS, DEFAULTS))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("cleanup.policy=delete (expected compact")
        .hasMessageEndingWith("--add-config cleanup.policy=compact");
  }

  @Test
  void theLoosestLimitOfSeveralInputsDecides() {
    Map<String, String> day =
        Map.of("message.timestamp.before.max.ms", "86400000", "retention.ms", "0");
    Map<String, String> hour =
        Map.of("message.timestamp.before.max.ms", "3600000", "retention.ms", "0");
    WritableTopics topics =
        new WritableTopics(
            "broker:9092",
            TestService.TEXT,
            List.of(new TopicSettings(hour), new TopicSettings(day)));
    Output output = new Output("out", Cleanup.DELETE, 2048);

    topics.require(output, new TopicSettings(day), 1);
    assertThatThrownBy(() -> topics.require(output, new TopicSettings(hour), 1))
        .hasMessageContaining("expected at least 86400000");
  }

  @Test
  void anAgeLimitIsRefusedUnlessPairsHaveOneThatIsStricterByTheirRetention() {
    Map<String, String> day = Map.of("message.timestamp.before.max.ms", "86400000");
    assertRefused(DEFAULTS, day).hasMessageContaining("message.timestamp.before.max.ms=86400000");
    assertRefused(day, day).hasMessageContaining("expected at least 9223372036854775807");

    Map<String, String> hours =
        Map.of("message.timestamp.before.max.ms", "3600000", "retention.ms", "7200000");
    require(hours, day);
    assertRefused(hours, Map.of("message.timestamp.before.max.ms", "10799999"))
        .hasMessageContaining("expected at least 10800000");
  }

  @Test
  void pairsWithBrokerTimestampsAreAtMostAsOldAsTheirRetention() {
    Map<String, String> pairs =
        Map.of("message.timestamp.type", "LogAppendTime", "retention.ms", "7200000");
    require(pairs, Map.of("message.timestamp.before.max.ms", "7200000"));
    require(pairs, Map.of("message.timestamp.after.max.ms", "0"));
    assertRefused(pairs, Map.of("message.timestamp.before.max.ms", "7199999"));
  }

  @Test
  void aFutureLimitThatIsStricterThanThePairsLimitIsRefused() {
    assertRefused(DEFAULTS, Map.of("message.timestamp.after.max.ms", "1000"))
        .hasMessageContaining("message.timestamp.after.max.ms=1000 (expected at least 3600000");
    require(
        Map.of("message.timestamp.after.max.ms", "500"),
        Map.of("message.timestamp.after.max.ms", "1000"));
  }

  @Test
  void aTopicThatSetsTheTimeItselfHasNoLimits() {
    require(
        DEFAULTS,
        Map.of(
            "message.timestamp.type",
            "LogAppendTime",
            "message.timestamp.before.max.ms",
            "1",
            "message.timestamp.after.max.ms",
            "1"));
  }

  @Test
  void theLimitOfOlderBrokersIsNamedAsTheyNameIt() {
    assertRefused(
            Map.of("message.timestamp.difference.max.ms", "9223372036854775807"),
            Map.of(
                "message.timestamp.difference.max.ms",
                "60000",
                "message.timestamp.before.max.ms",
                "9223372036854775807"))
        .hasMessageContaining("message.timestamp.difference.max.ms=60000");
  }

  @Test
  void everyFaultIsNamedAtOnce() {
    assertRefused(
            DEFAULTS,
            Map.of(
                "cleanup.policy",
                "compact",
                "max.message.bytes",
                "100",
                "min.insync.replicas",
                "2"))
        .hasMessageContaining("max.message.bytes=100 (expected at least 2048)")
        .hasMessageContaining("min.insync.replicas=2 (expected at most the number of replicas, 1)")
        .hasMessageContaining(
            "--add-config cleanup.policy=delete,max.message.bytes=2048,min.insync.replicas=1");
  }

  private static void require(Map<String, String> pairs, Map<String, String> settings) {
    require(Cleanup.DELETE, pairs, settings);
  }

  private static void require(
      Cleanup cleanup, Map<String, String> pairs, Map<String, String> settings) {
    new WritableTopics("broker:9092", TestService.TEXT, List.of(new TopicSettings(pairs)))
        .require(new Output("out", cleanup, 2048), new TopicSettings(settings), 1);
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(
      Map<String, String> pairs, Map<String, String> settings) {
    return assertThatThrownBy(() -> require(pairs, settings)).isInstanceOf(UserException.class);
  }
}
