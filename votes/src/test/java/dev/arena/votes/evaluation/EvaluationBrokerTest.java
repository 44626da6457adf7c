package dev.arena.votes.evaluation;

import static dev.arena.votes.evaluation.EvaluationDriver.CHALLENGER;
import static dev.arena.votes.evaluation.EvaluationDriver.CHAMPION;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arena.cli.CommandRunner;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.record.CheckedDeserializer.ReadRecord;
import dev.arena.kafka.record.UnknownSchemas;
import dev.arena.kafka.streams.InputBudget;
import dev.arena.kafka.streams.ThreadActivity;
import dev.arena.schemas.Battle;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.Prediction;
import dev.arena.schemas.VoteOutcome;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.LocalServers;
import dev.arena.votes.promote.BundleCopies;
import dev.arena.votes.promote.PromoteCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The evaluation and its commands with a real broker and registry. */
@Tag("broker")
final class EvaluationBrokerTest {
  private final Instant now = Instant.now();
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;
  private final Map<String, Battle> battles = new TreeMap<>();

  @Test
  void commandsPrintTheSumsOfAllPartitionsAndARestartedTaskContinues() throws Exception {
    try (LocalServers servers = LocalServers.start(folder.resolve("servers"))) {
      createTopics(servers);
      try (KafkaStreams first = start(servers, "first")) {
        assertThat(first.state().isRunningOrRebalancing()).isTrue();
        List<Prediction> predictions =
            List.of(
                Samples.prediction(CHAMPION, BundleCopies.model("1.0.1"), 0.1, 0.6).build(),
                Samples.prediction(CHALLENGER, BundleCopies.model("1.0.2"), 0.6, 0.3).build());
        for (int i = 0; i < 400; i++) {
          put(
              Samples.battle("p" + i % 150, "v" + i % 130)
                  .setOutcome(i % 3 == 0 ? VoteOutcome.B : VoteOutcome.A)
                  .setPredictions(predictions));
        }
        send(servers, battles);
        awaitEvaluations(servers);
      }
      // the second one has no state on disk
      try (KafkaStreams second = start(servers, "second")) {
        assertThat(second.state().isRunningOrRebalancing()).isTrue();
        Map<String, Battle> withdrawn = new TreeMap<>();
        battles.keySet().stream().limit(50).forEach(key -> withdrawn.put(key, null));
        withdrawn.keySet().forEach(battles::remove);
        send(servers, withdrawn);
        awaitEvaluations(servers);
      }
      resetEvaluation(servers);
      try (KafkaStreams third = start(servers, "third")) {
        assertThat(third.state().isRunningOrRebalancing()).isTrue();
        Battle.Builder changed = Battle.newBuilder(battles.values().iterator().next());
        put(changed.setOutcome(VoteOutcome.TIE));
        send(servers, battles);
        awaitEvaluations(servers);
      }
      JsonNode total =
          JSON.readTree(
              printed(servers, new EvaluationCommand(), "--topic=arena.preferences", "--json"));
      assertThat(total.get("votes").asInt()).isEqualTo(battles.size());
      JsonNode today =
          JSON.readTree(
              printed(
                  servers,
                  new EvaluationCommand(),
                  "--topic=arena.preferences",
                  "--days=2",
                  "--json"));
      assertThat(today.get("log_loss").asDouble()).isEqualTo(total.get("log_loss").asDouble());
      assertThat(printed(servers, new EvaluationCommand()).lines()).hasSize(3);
      assertThat(run(servers, new CompareCommand(), "--slice=code"))
          .startsWith("1 ")
          .contains("no comparison");
      JsonNode compared = JSON.readTree(printed(servers, new CompareCommand(), "--json"));
      assertThat(compared.get("votes").asInt()).isEqualTo(battles.size());
      assertThat(compared.get("decision").asText()).isEqualTo("better");
      assertPromotes(servers);
    }
  }

  /** The bundles are copies of the shipped one, whose name the predictions have. */
  private void assertPromotes(LocalServers servers) throws Exception {
    Path now = BundleCopies.create(folder.resolve("now"), "1.0.1");
    Path next = BundleCopies.create(folder.resolve("next"), "1.0.2");
    Path link = Files.createSymbolicLink(folder.resolve("current"), now);
    assertThat(run(servers, new PromoteCommand(), "--from=" + next, "--to=" + link))
        .startsWith("0 ")
        .contains("better: the challenger's log loss is lower");
    assertThat(link.toRealPath()).isEqualTo(next.toRealPath());
    assertThat(run(servers, new PromoteCommand(), "--from=" + now, "--to=" + link))
        .startsWith("3 ")
        .contains("worse: the challenger's log loss is higher");
    assertThat(link.toRealPath()).isEqualTo(next.toRealPath());
  }

  /** As docs/how-to/run-the-votes-service.md says; the state of a join is not touched. */
  private static void resetEvaluation(LocalServers servers) throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", servers.kafka().bootstrapServers()))) {
      TopicPartition[] partitions =
          IntStream.range(0, 3)
              .mapToObj(i -> new TopicPartition("arena.battles", i))
              .toArray(TopicPartition[]::new);
      Map<TopicPartition, OffsetAndMetadata> beginning =
          Arrays.stream(partitions)
              .collect(Collectors.toMap(each -> each, each -> new OffsetAndMetadata(0)));
      Eventually.holds(
          () -> {
            try {
              admin.alterConsumerGroupOffsets("arena-votes", beginning).all().get();
              return true;
            } catch (InterruptedException | ExecutionException stillActive) {
              return false;
            }
          },
          () -> "the group arena-votes is still active");
      admin
          .deleteTopics(
              List.of(
                  "arena-votes-evaluated-battles-changelog",
                  "arena-votes-evaluation-counted-changelog"))
          .all()
          .get(1, TimeUnit.MINUTES);
    }
  }

  private void put(Battle.Builder builder) {
    Battle battle = builder.setVotedAt(now.truncatedTo(ChronoUnit.MILLIS)).build();
    battles.put(Samples.key(battle), battle);
  }

  private static void createTopics(LocalServers servers) throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", servers.kafka().bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  compacted("arena.battles", 3),
                  compacted("arena.evaluation", 2),
                  new NewTopic("arena.votes.dlq", 1, (short) 1)))
          .all()
          .get(1, TimeUnit.MINUTES);
    }
  }

  private static NewTopic compacted(String name, int partitions) {
    return new NewTopic(name, partitions, (short) 1).configs(Map.of("cleanup.policy", "compact"));
  }

  private static Map<String, Object> registry(LocalServers servers) {
    return Map.of("schema.registry.url", servers.registry().url(), "auto.register.schemas", true);
  }

  private KafkaStreams start(LocalServers servers, String name) {
    Serde<Battle> read = ArenaSerdes.battles(registry(servers));
    Deserializer<ReadRecord<Battle>> values =
        (topic, bytes) -> new ReadRecord.Value<>(read.deserializer().deserialize(topic, bytes));
    EvaluationCodec codec =
        new EvaluationCodec(
            values,
            ArenaSerdes.evaluations(registry(servers)).serializer(),
            new UnknownSchemas(100),
            InputBudget.inHeap(1 << 30),
            new ThreadActivity(ThreadActivity.LONGEST, System::nanoTime));
    StreamsBuilder builder = new StreamsBuilder();
    EvaluationTopology.addTo(
        EvaluationTopology.allBattles(builder, "arena.battles", codec),
        EvaluationDriver.SETTINGS,
        codec,
        EvaluationListener.NONE);
    Properties properties = EvaluationDriver.properties(folder.resolve(name));
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, servers.kafka().bootstrapServers());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    properties.put(StreamsConfig.consumerPrefix("session.timeout.ms"), 6_000);
    properties.put(StreamsConfig.consumerPrefix("heartbeat.interval.ms"), 500);
    KafkaStreams streams = new KafkaStreams(builder.build(), properties);
    streams.start();
    return streams;
  }

  private static void send(LocalServers servers, Map<String, Battle> records) {
    try (Serde<Battle> serde = ArenaSerdes.battles(registry(servers));
        KafkaProducer<String, Battle> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", servers.kafka().bootstrapServers()),
                new StringSerializer(),
                serde.serializer())) {
      records.forEach(
          (key, battle) -> producer.send(new ProducerRecord<>("arena.battles", key, battle)));
      producer.flush();
    }
  }

  /** Waits until the topic holds what is expected of the current battles. */
  private void awaitEvaluations(LocalServers servers) throws Exception {
    Map<String, LiveEvaluation> expected = ExpectedEvaluations.of(battles, now);
    Eventually.holds(
        () -> read(servers).equals(expected),
        () -> "%s instead of %s".formatted(read(servers), expected));
  }

  private static Map<String, LiveEvaluation> read(LocalServers servers) {
    try {
      Map<String, LiveEvaluation> records = new TreeMap<>();
      for (LiveEvaluation each :
          EvaluationReader.read(
              Connection.to(servers.kafka().bootstrapServers(), servers.registry().url()),
              "arena.evaluation")) {
        records.put(
            new EvaluationKey(
                    each.getTopic(),
                    each.getModel(),
                    each.getSlice(),
                    each.getKind(),
                    each.getSize(),
                    each.getStart().toEpochMilli())
                .text(),
            each);
      }
      return records;
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static String printed(LocalServers servers, Object command, String... arguments) {
    String run = run(servers, command, arguments);
    assertThat(run).startsWith("0 ");
    return run.substring(2);
  }

  /** The exit code, a blank, and what a command printed. */
  private static String run(LocalServers servers, Object command, String... arguments) {
    StringWriter out = new StringWriter();
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--bootstrap-servers=" + servers.kafka().bootstrapServers();
    all[arguments.length + 1] = "--registry-url=" + servers.registry().url();
    int code =
        CommandRunner.run(command, new PrintWriter(out, true), new PrintWriter(out, true), all);
    return code + " " + out;
  }
}
