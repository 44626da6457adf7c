package dev.arena.streamer;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.config.TopicNames;
import dev.arena.kafka.deadletter.DeadLetterLog;
import dev.arena.kafka.service.Daemons;
import dev.arena.kafka.service.ProducerLimits;
import dev.arena.kafka.service.StartCheck;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.streamer.config.StreamsSettings;
import dev.arena.streamer.scoring.BatchScorer;
import java.util.List;

/** Runs the checks of a scorer's start without starting one. */
final class ScorerStartCheck {
  /** An arbitrary window, only to check the settings. */
  private static final int SOME_IN_FLIGHT = 64;

  private ScorerStartCheck() {}

  /** Runs all checks, in the same order as a start. */
  static StartCheck run(Configuration configuration) throws InterruptedException {
    TopicNames topics = new Connection(configuration).topics();
    StartCheck checks = new StartCheck(StreamApplication.preconditions(configuration, topics));
    checks.check("configuration", () -> settings(configuration));
    checks.http(StreamerKeys.HTTP_PORT);
    checks.check("bundle", () -> bundle(configuration));
    checks.cluster(
        List.of(
            new StartCheck.TopicStep(
                "offsets",
                new ScorerOffsets(configuration, topics)::look,
                "a start would begin with the first pair")));
    checks.registry("preferences");
    return checks;
  }

  private static String settings(Configuration configuration) {
    ProducerLimits.requireCompression(
        StreamsSettings.of(
            configuration, SOME_IN_FLIGHT, SOME_IN_FLIGHT, new DeadLetterLog(System::nanoTime)));
    return "every setting is known, and records can be compressed";
  }

  private static String bundle(Configuration configuration) {
    try (BatchScorer scorer = BatchScorer.ofBundle(configuration, Daemons.named("arena-bundle"))) {
      return "%s on %s".formatted(scorer.model(), scorer.device());
    }
  }
}
