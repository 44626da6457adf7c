package dev.arena.votes;

import dev.arena.cli.config.Configuration;
import dev.arena.kafka.deadletter.DeadLetterLog;
import dev.arena.kafka.service.ProducerLimits;
import dev.arena.kafka.service.StartCheck;
import dev.arena.votes.config.RocksDbMemory;
import dev.arena.votes.config.StateFolder;
import dev.arena.votes.config.VotesKeys;
import dev.arena.votes.config.VotesSettings;
import dev.arena.votes.config.VotesTopics;
import java.util.List;
import java.util.Properties;

/** Runs the checks of the votes service's start without starting it. */
final class VotesStartCheck {
  private VotesStartCheck() {}

  /** Runs all checks, in the same order as a start. */
  static StartCheck run(Configuration configuration, VotesTopics topics)
      throws InterruptedException {
    StartCheck checks = new StartCheck(VotesTopology.preconditions(configuration, topics));
    checks.check("configuration", () -> settings(configuration));
    checks.check("state", () -> StateFolder.of(configuration).look());
    checks.http(VotesKeys.HTTP_PORT);
    checks.cluster(List.of());
    checks.registry("battles, evaluations and leaderboards");
    return checks;
  }

  private static String settings(Configuration configuration) {
    try (RocksDbMemory memory = RocksDbMemory.of(configuration)) {
      Properties settings =
          VotesSettings.of(configuration, new DeadLetterLog(System::nanoTime), memory);
      ProducerLimits.requireCompression(settings);
    }
    return "every setting is known, and records can be compressed";
  }
}
