package dev.arena.streamer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.cli.config.Configuration;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.cluster.ClusterCheck;
import dev.arena.kafka.cluster.OffsetCheck;
import dev.arena.kafka.cluster.RegistryCheck;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.kafka.config.TopicNames;
import dev.arena.kafka.deadletter.DeadLetterLog;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.RegistryClients;
import dev.arena.streamer.config.StreamerKeys;
import dev.arena.streamer.config.StreamsSettings;
import dev.arena.streamer.operations.OperationsServer;
import dev.arena.streamer.scoring.BatchScorer;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Runs the checks of a scorer's start without starting one. If a check fails, only those that
 * depend on it are skipped. Joins no group, reads no pair, creates no topic, registers no schema.
 */
final class StartCheck {
  /** An arbitrary window, only to check the settings. */
  private static final int SOME_IN_FLIGHT = 64;

  private final Configuration configuration;
  private final Connection connection;
  private final List<Result> results = new ArrayList<>();

  StartCheck(Configuration configuration) {
    this.configuration = configuration;
    this.connection = new Connection(configuration);
  }

  private enum Outcome {
    OK,
    FAILED,
    SKIPPED
  }

  /**
   * The result of one check.
   *
   * @param message the finding, and what to do if it is a failure
   */
  record Result(String check, Outcome outcome, String message) {
    boolean isFailure() {
      return outcome == Outcome.FAILED;
    }
  }

  /**
   * Returns the finding; throws {@link UserException} or {@link UsageException} if it is a failure.
   */
  @FunctionalInterface
  private interface Check {
    String run() throws InterruptedException;
  }

  /** Runs all checks, in the same order as a start. */
  List<Result> results() throws InterruptedException {
    TopicNames topics = connection.topics();
    check("configuration", this::settings);
    check("http", this::httpPort);
    check("bundle", this::bundle);
    cluster(topics);
    check("registry", () -> registry(topics));
    return List.copyOf(results);
  }

  private void cluster(TopicNames topics) throws InterruptedException {
    try (ClusterCheck cluster = ClusterCheck.connect(connection.admin(), connection.timeout())) {
      if (check("broker", () -> broker(cluster))) {
        check("rights", () -> rights(cluster, topics));
        if (check("topics", () -> topics(cluster, topics))) {
          check("offsets", () -> offsets(cluster, topics));
        } else {
          skip("offsets", "topics");
        }
        return;
      }
    } catch (UserException | UsageException notConnected) {
      results.add(failed("broker", notConnected));
    }
    List.of("rights", "topics", "offsets").forEach(later -> skip(later, "broker"));
  }

  /** Writes a line for each result, or one JSON object. */
  static void print(List<Result> results, boolean json, PrintWriter out) {
    if (json) {
      ObjectNode all = JsonNodeFactory.instance.objectNode();
      all.put("ok", results.stream().noneMatch(Result::isFailure));
      results.forEach(
          result ->
              all.withArray("checks")
                  .addObject()
                  .put("name", result.check())
                  .put("status", result.outcome().name().toLowerCase(Locale.ROOT))
                  .put("message", result.message()));
      out.println(all.toPrettyString());
    } else {
      results.forEach(
          result ->
              out.printf(
                  "%-8s %-14s %s%n",
                  result.outcome().name().toLowerCase(Locale.ROOT),
                  result.check(),
                  result.message()));
    }
    out.flush();
  }

  private boolean check(String name, Check check) throws InterruptedException {
    try {
      results.add(new Result(name, Outcome.OK, check.run()));
      return true;
    } catch (UserException | UsageException wrong) {
      results.add(failed(name, wrong));
      return false;
    }
  }

  private static Result failed(String name, RuntimeException wrong) {
    return new Result(name, Outcome.FAILED, String.valueOf(wrong.getMessage()));
  }

  private void skip(String name, String needed) {
    results.add(new Result(name, Outcome.SKIPPED, "depends on the check " + needed));
  }

  private String settings() {
    Startup.requireCompression(
        StreamsSettings.of(
            configuration, SOME_IN_FLIGHT, SOME_IN_FLIGHT, new DeadLetterLog(System::nanoTime)));
    return "every setting is known, and records can be compressed";
  }

  private String httpPort() {
    String host = configuration.get(StreamerKeys.HTTP_HOST);
    OptionalInt port = configuration.get(StreamerKeys.HTTP_PORT);
    if (port.isEmpty()) {
      return "off";
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(host, port.getAsInt()));
      return "%s:%d is free".formatted(host, port.getAsInt());
    } catch (IOException taken) {
      throw OperationsServer.cannotServe(
          host, port.getAsInt(), String.valueOf(taken.getMessage()), taken);
    }
  }

  private String bundle() {
    try (BatchScorer scorer =
        BatchScorer.ofBundle(configuration, Startup.daemons("arena-bundle"))) {
      return "%s on %s".formatted(scorer.model(), scorer.device());
    }
  }

  private String broker(ClusterCheck cluster) throws InterruptedException {
    cluster.requireAnswer();
    return connection.address() + " answers";
  }

  private String rights(ClusterCheck cluster, TopicNames topics) throws InterruptedException {
    cluster.requireRights(topics, configuration.get(StreamerKeys.APPLICATION_ID));
    return "this user has all the rights that a scorer needs";
  }

  private String topics(ClusterCheck cluster, TopicNames topics) throws InterruptedException {
    List<String> missing = cluster.missing(topics.all());
    if (!missing.isEmpty() && configuration.get(KafkaKeys.TOPIC_CREATE)) {
      cluster.requireExisting(topics);
      return "a start would create " + String.join(", ", missing);
    }
    cluster.requireTopics(topics);
    return String.join(", ", topics.all());
  }

  private String offsets(ClusterCheck cluster, TopicNames topics) throws InterruptedException {
    if (!cluster.missing(topics.all()).isEmpty()) {
      return "a start would begin with the first pair";
    }
    String group = configuration.get(StreamerKeys.APPLICATION_ID);
    OffsetCheck.Found found =
        new OffsetCheck(connection.admin(), connection.consumer(), group, connection.timeout())
            .look(topics);
    if (configuration.get(StreamerKeys.OFFSET_MISSING).equals("stop")) {
      found.requireNoneForgotten(group, topics);
    }
    return found.missed() == 0
        ? "group " + group
        : "group %s; %d records were removed before they were scored"
            .formatted(group, found.missed());
  }

  private String registry(TopicNames topics) {
    try (SchemaRegistryClient client = RegistryClients.open(connection.registry())) {
      String url = configuration.get(KafkaKeys.REGISTRY_URL).toString();
      RegistryCheck check = new RegistryCheck(client, url, connection.timeout());
      if (configuration.get(KafkaKeys.REGISTRY_REGISTER)) {
        check.requireCompatible(topics);
        return "it answers; a start would register those of Arena's schemas that are missing";
      }
      check.requirePreferences(topics);
      return "it answers and knows the schema of preferences";
    } catch (IOException onlyFromClosing) {
      throw new UncheckedIOException(onlyFromClosing);
    }
  }
}
