package dev.arena.local.up;

import dev.arena.cli.config.ConfigSources;
import dev.arena.cli.config.Configuration;
import dev.arena.console.ConsoleKeys;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.schemas.failure.UserException;
import dev.arena.servers.LocalService;
import dev.arena.servers.Ports;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.votes.config.VotesKeys;
import dev.arena.votes.config.VotesTopics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A service that {@code up} is about to start, with settings that were checked.
 *
 * @param settings what differs from the settings of every local service
 * @param ports that it listens on
 */
record PlannedService(
    LocalService.Program program, Map<String, String> settings, List<Port> ports) {
  private static final String HTTP_PORT = StreamerKeys.HTTP_PORT.name();
  private static final String CHALLENGER_PREFERENCES = "arena.preferences.next";

  PlannedService {
    settings = Map.copyOf(settings);
    ports = List.copyOf(ports);
  }

  /**
   * A port that a service listens on.
   *
   * @param use what for, for messages
   * @param flag option that sets it
   */
  record Port(int number, String use, String flag) {
    void requireFree() {
      Ports.requireFree(number, use, flag);
    }
  }

  /**
   * A scorer.
   *
   * @param bundle null for the one in the settings, or the shipped one
   */
  static PlannedService scorer(Map<String, String> given, @Nullable Path bundle, Port port) {
    Map<String, String> settings = new TreeMap<>(given);
    settings.putIfAbsent(HTTP_PORT, String.valueOf(port.number()));
    if (bundle != null) {
      settings.put(StreamerKeys.BUNDLE.name(), bundle.toAbsolutePath().toString());
    }
    PlannedService scorer =
        new PlannedService(LocalService.Program.STREAM, settings, List.of(port));
    ModelBundle.load(StreamerKeys.bundle(StreamerKeys.table().resolve(scorer.sources())));
    return scorer;
  }

  /** A second scorer, with the settings of this one but a bundle and topics of its own. */
  PlannedService challenger(Path bundle, Port port) {
    Map<String, String> different = new TreeMap<>(settings);
    different.put(StreamerKeys.BUNDLE.name(), bundle.toAbsolutePath().toString());
    different.put(StreamerKeys.APPLICATION_ID.name(), "arena-scorer-next");
    different.put(KafkaKeys.TOPIC_PREFERENCES.name(), CHALLENGER_PREFERENCES);
    different.put(KafkaKeys.TOPIC_DEAD_LETTERS.name(), "arena.pairs.next.dlq");
    different.put(HTTP_PORT, String.valueOf(port.number()));
    try {
      ModelBundle.load(bundle);
    } catch (UserException unusable) {
      throw new UserException("--challenger: " + unusable.getMessage(), unusable);
    }
    return new PlannedService(LocalService.Program.CHALLENGER, different, List.of(port));
  }

  /**
   * The votes service for some scorers.
   *
   * @param scorers the champion first
   */
  static PlannedService votes(Map<String, String> given, List<PlannedService> scorers, Port port) {
    List<String> preferences = new ArrayList<>();
    for (PlannedService scorer : scorers) {
      preferences.add(
          StreamerKeys.table().resolve(scorer.sources()).get(KafkaKeys.TOPIC_PREFERENCES));
    }
    Map<String, String> settings = new TreeMap<>(given);
    settings.putIfAbsent(HTTP_PORT, String.valueOf(port.number()));
    settings.putIfAbsent(VotesKeys.PREFERENCE_TOPICS.name(), String.join(",", preferences));
    PlannedService votes = new PlannedService(LocalService.Program.VOTES, settings, List.of(port));
    Configuration checked = VotesKeys.table().resolve(votes.sources());
    VotesTopics.of(checked);
    return votes;
  }

  /**
   * The console, with the champion's bundle. Visitors may read texts and vote, because only this
   * machine reaches it.
   *
   * @param votes the service that knows the topics of all scorers
   * @param operations for health and metrics
   * @param pages for pages and the API
   */
  static PlannedService console(
      Map<String, String> given,
      PlannedService champion,
      PlannedService votes,
      Port operations,
      Port pages) {
    Map<String, String> settings = new TreeMap<>(given);
    settings.putIfAbsent(HTTP_PORT, String.valueOf(operations.number()));
    settings.putIfAbsent(ConsoleKeys.PORT.name(), String.valueOf(pages.number()));
    settings.putIfAbsent(ConsoleKeys.TEXTS.name(), "true");
    settings.putIfAbsent(ConsoleKeys.VOTING.name(), "true");
    copy(champion, StreamerKeys.BUNDLE.name(), settings);
    copy(votes, VotesKeys.PREFERENCE_TOPICS.name(), settings);
    for (PlannedService service : List.of(champion, votes)) {
      service.settings().keySet().stream()
          .filter(key -> key.startsWith("arena.topic."))
          .forEach(key -> copy(service, key, settings));
    }
    PlannedService console =
        new PlannedService(LocalService.Program.CONSOLE, settings, List.of(operations, pages));
    ConsoleKeys.table().resolve(console.sources());
    return console;
  }

  private static void copy(PlannedService from, String key, Map<String, String> settings) {
    String value = from.settings().get(key);
    if (value != null) {
      settings.putIfAbsent(key, value);
    }
  }

  private ConfigSources sources() {
    return ConfigSources.none().withEnvironment(System.getenv()).withCommandLine(settings);
  }
}
