package dev.arena.kafka.service;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.cli.config.ConfigKey;
import dev.arena.cli.config.Configuration;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.cluster.ClusterCheck;
import dev.arena.kafka.cluster.RegistryCheck;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.kafka.config.ServiceKeys;
import dev.arena.kafka.config.ServiceTopics;
import dev.arena.kafka.operations.OperationsServer;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.RegistryClients;
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
 * Runs the checks of a service's start without starting it. If a check fails, only those that
 * depend on it are skipped. Joins no group, reads no record, creates no topic, registers no schema.
 * For use by one thread.
 */
public final class StartCheck {
  private static final String BROKER = "broker";
  private static final String TOPICS = "topics";

  private final ClusterPreconditions preconditions;
  private final Configuration configuration;
  private final Connection connection;
  private final List<Result> results = new ArrayList<>();

  /** Has no results until a check is run. */
  public StartCheck(ClusterPreconditions preconditions) {
    this.preconditions = preconditions;
    this.configuration = preconditions.configuration();
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
  private record Result(String check, Outcome outcome, String message) {}

  /**
   * Returns the finding; throws {@link UserException} or {@link UsageException} if it is a failure.
   */
  @FunctionalInterface
  public interface Step {
    String run() throws InterruptedException;
  }

  /**
   * A check that a service makes of its topics once they exist.
   *
   * @param step is not run while a topic is missing
   * @param withoutTopics the finding if a start would create the missing topics
   */
  public record TopicStep(String name, Step step, String withoutTopics) {}

  /**
   * Runs a check.
   *
   * @return whether it passed
   */
  public boolean check(String name, Step step) throws InterruptedException {
    try {
      results.add(new Result(name, Outcome.OK, step.run()));
      return true;
    } catch (UserException | UsageException wrong) {
      results.add(failed(name, wrong));
      return false;
    }
  }

  /**
   * Checks that the operations endpoints can be served.
   *
   * @param port the service's key for the port
   */
  public void http(ConfigKey<OptionalInt> port) throws InterruptedException {
    check("http", () -> httpPort(configuration.get(port)));
  }

  /**
   * Checks the broker, and if it answers, rights, topics, and what depends on these.
   *
   * @param others the service's own checks, in order
   */
  public void cluster(List<TopicStep> others) throws InterruptedException {
    try (ClusterCheck cluster = ClusterCheck.connect(connection.admin(), connection.timeout())) {
      if (check(BROKER, () -> broker(cluster))) {
        check("rights", () -> rights(cluster));
        if (check(TOPICS, () -> topics(cluster))) {
          for (TopicStep other : others) {
            check(other.name(), () -> afterTopics(cluster, other));
          }
        } else {
          others.forEach(other -> skip(other.name(), TOPICS));
        }
        return;
      }
    } catch (UserException | UsageException notConnected) {
      results.add(failed(BROKER, notConnected));
    }
    List.of("rights", TOPICS).forEach(later -> skip(later, BROKER));
    others.forEach(other -> skip(other.name(), BROKER));
  }

  /**
   * Checks the registry.
   *
   * @param written what the service writes, such as {@code preferences}
   */
  public void registry(String written) throws InterruptedException {
    check("registry", () -> registryKnows(written));
  }

  /** Whether a check failed. */
  public boolean failed() {
    return results.stream().anyMatch(result -> result.outcome() == Outcome.FAILED);
  }

  /** Writes a line for each result, or one JSON object. */
  public void print(boolean json, PrintWriter out) {
    if (json) {
      ObjectNode all = JsonNodeFactory.instance.objectNode();
      all.put("ok", !failed());
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

  private static Result failed(String name, RuntimeException wrong) {
    return new Result(name, Outcome.FAILED, String.valueOf(wrong.getMessage()));
  }

  private void skip(String name, String needed) {
    results.add(new Result(name, Outcome.SKIPPED, "depends on the check " + needed));
  }

  private String httpPort(OptionalInt port) {
    String host = configuration.get(ServiceKeys.HTTP_HOST);
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

  private String broker(ClusterCheck cluster) throws InterruptedException {
    cluster.requireAnswer();
    return connection.address() + " answers";
  }

  private String rights(ClusterCheck cluster) throws InterruptedException {
    ServiceTopics topics = preconditions.topics();
    cluster.requireRights(topics, preconditions.applicationId());
    return "this user has all the rights that %s needs".formatted(topics.service().any());
  }

  private String topics(ClusterCheck cluster) throws InterruptedException {
    ServiceTopics topics = preconditions.topics();
    List<String> missing = cluster.missing(topics.all());
    if (!missing.isEmpty() && configuration.get(KafkaKeys.TOPIC_CREATE)) {
      cluster.requireExisting(topics);
      return "a start would create " + String.join(", ", missing);
    }
    cluster.requireTopics(topics);
    return String.join(", ", topics.all());
  }

  private String afterTopics(ClusterCheck cluster, TopicStep step) throws InterruptedException {
    return cluster.missing(preconditions.topics().all()).isEmpty()
        ? step.step().run()
        : step.withoutTopics();
  }

  private String registryKnows(String written) {
    try (SchemaRegistryClient client = RegistryClients.open(connection.registry())) {
      String url = configuration.get(KafkaKeys.REGISTRY_URL).toString();
      RegistryCheck check = new RegistryCheck(client, url, connection.timeout());
      if (configuration.get(KafkaKeys.REGISTRY_REGISTER)) {
        check.requireCompatible(preconditions.schemas());
        return "it answers; a start would register those of Arena's schemas that are missing";
      }
      check.requireWritten(preconditions.schemas());
      return "it answers and knows the schema of " + written;
    } catch (IOException onlyFromClosing) {
      throw new UncheckedIOException(onlyFromClosing);
    }
  }
}
