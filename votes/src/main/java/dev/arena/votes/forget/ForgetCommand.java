package dev.arena.votes.forget;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.cli.CommandRunner;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.ConnectionOptions;
import dev.arena.kafka.client.KafkaClients;
import dev.arena.kafka.client.ReadErrors;
import dev.arena.kafka.cluster.ClusterCheck;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.schemas.Vote;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.votes.config.VotesKeys;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code arena votes forget}: withdraws all votes of a voter, and says what the topic of votes
 * still holds.
 */
@Command(
    name = "forget",
    mixinStandardHelpOptions = true,
    description = {
      "Withdraws all votes of a voter.",
      "",
      "Examples:",
      "  ./arena votes forget --voter u7",
      "  ./arena votes forget --voter u7 --yes",
      "",
      "Without --yes, nothing is withdrawn: the command prints what would be, and exits with 2.",
      "It sends a withdrawal to the topic of votes for each vote; the votes service then removes the battles, and they no longer count anywhere.",
      "The earlier records stay in the topic of votes until its retention has passed; the command says how many there are, and until when.",
      ""
    })
public final class ForgetCommand implements Callable<Integer> {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  @Option(
      names = "--voter",
      required = true,
      paramLabel = "NAME",
      description = "The voter's pseudonym, as it is in the votes.")
  private String voter = "";

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "Only votes of this kind, such as human (default: every kind).")
  private @Nullable String kind;

  @Option(names = "--yes", description = "Withdraw the votes.")
  private boolean yes;

  @Option(names = "--json", description = "One JSON object instead of text.")
  private boolean json;

  @Mixin private ConnectionOptions connectionOptions = new ConnectionOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() throws InterruptedException {
    Connection connection = connectionOptions.connection(VotesKeys.table(), System.getenv());
    VotesOfVoter.Topics topics =
        new VotesOfVoter.Topics(
            connection.configuration().get(KafkaKeys.TOPIC_VOTES),
            connection.configuration().get(VotesKeys.TOPIC_BATTLES));
    connection.requireTopics(
        Map.of(topics.votes(), AclOperation.READ, topics.battles(), AclOperation.READ));
    Optional<Duration> retention = prepare(connection, topics.votes());
    try {
      VotesOfVoter votes =
          VotesOfVoter.read(
              connection,
              topics,
              new VotesOfVoter.Voter(voter, kind),
              clock.instant().truncatedTo(ChronoUnit.MILLIS));
      List<Vote> withdrawals = votes.withdrawals();
      if (yes && !withdrawals.isEmpty()) {
        connection.requireVotesSchema();
        send(connection, topics.votes(), withdrawals);
      }
      return report(votes, withdrawals.size(), new Kept(topics.votes(), retention));
    } catch (InterruptException interrupted) {
      throw new InterruptedException("withdrawing was interrupted");
    }
  }

  /** Checks the right to write before anything is read; returns how long the topic keeps votes. */
  private Optional<Duration> prepare(Connection connection, String topic)
      throws InterruptedException {
    try (ClusterCheck cluster = ClusterCheck.connect(connection.admin(), connection.timeout())) {
      if (yes) {
        cluster.requireRights(Map.of(topic, AclOperation.WRITE));
      }
      return cluster.retention(topic);
    }
  }

  private void send(Connection connection, String topic, List<Vote> withdrawals)
      throws InterruptedException {
    Producer<byte[], byte[]> producer =
        KafkaClients.create(() -> new KafkaProducer<>(connection.producer()));
    try (Serde<Vote> serde = ArenaSerdes.votes(connection.registry())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (Vote vote : withdrawals) {
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    topic,
                    null,
                    // the service refuses a vote that was cast long after its record
                    vote.getVotedAt().toEpochMilli(),
                    vote.getPairId().getBytes(StandardCharsets.UTF_8),
                    serde.serializer().serialize(topic, vote))));
      }
      producer.flush();
      for (Future<RecordMetadata> each : sent) {
        each.get();
      }
    } catch (InterruptException interrupted) {
      throw interrupted;
    } catch (ExecutionException | KafkaException refused) {
      throw refused(connection, topic, refused);
    } finally {
      producer.close(CLOSE_TIMEOUT);
    }
  }

  private static RuntimeException refused(Connection connection, String topic, Exception refused) {
    KafkaException reason =
        refused.getCause() instanceof KafkaException cause
            ? cause
            : refused instanceof KafkaException itself ? itself : new KafkaException(refused);
    RuntimeException explained =
        new ReadErrors(connection.address(), connection.timeout()).explained(reason);
    return new UserException(
        "not all withdrawals were written to %s: %s Run the command again; it sends those that are missing."
            .formatted(topic, explained.getMessage()),
        refused);
  }

  /**
   * What becomes of the records of the topic of votes.
   *
   * @param retention empty if this user may not read it
   */
  private record Kept(String topic, Optional<Duration> retention) {
    String until(Instant now) {
      return retention
          .map(
              time ->
                  isForever(time)
                      ? "the topic keeps its records forever; set retention.ms, or delete them with kafka-delete-records.sh"
                      : "its retention.ms is %s, so Kafka deletes the last of them after %s, at the latest segment.ms later"
                          .formatted(
                              time.toMillis(), now.plus(time).truncatedTo(ChronoUnit.MINUTES)))
          .orElse("Kafka deletes them when the topic's retention.ms has passed");
    }

    static boolean isForever(Duration time) {
      return time.toMillis() == Long.MAX_VALUE;
    }
  }

  private int report(VotesOfVoter votes, int withdrawals, Kept kept) {
    Instant now = clock.instant();
    boolean sent = yes && withdrawals > 0;
    long records = votes.records() + (sent ? withdrawals : 0);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      object.put("voter", voter);
      object.putPOJO("votes", votes.byKind());
      object.put("withdrawn", sent ? withdrawals : 0);
      object.put("records", records);
      kept.retention()
          .filter(time -> !Kept.isForever(time))
          .ifPresent(time -> object.put("retention_ms", time.toMillis()));
      out.println(object);
    } else {
      out.println(
          "%s %d %s of %s%s"
              .formatted(
                  sent ? "withdrew" : "found",
                  withdrawals,
                  withdrawals == 1 ? "vote" : "votes",
                  voter,
                  kinds(votes.byKind())));
      if (records > 0) {
        out.println(
            "%s holds %d %s the voter; %s"
                .formatted(
                    kept.topic(),
                    records,
                    records == 1 ? "record that names" : "records that name",
                    kept.until(now)));
      }
    }
    out.flush();
    if (yes || withdrawals == 0) {
      return CommandRunner.DONE;
    }
    spec.commandLine()
        .getErr()
        .println("arena: nothing was withdrawn. To withdraw these votes, add --yes.");
    return CommandRunner.WRONG_USAGE;
  }

  private static String kinds(Map<String, Long> counts) {
    return counts.isEmpty()
        ? ""
        : counts.entrySet().stream()
            .map(each -> "%d %s".formatted(each.getValue(), each.getKey()))
            .collect(Collectors.joining(", ", " (", ")"));
  }
}
