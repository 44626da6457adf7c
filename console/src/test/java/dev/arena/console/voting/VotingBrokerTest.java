package dev.arena.console.voting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.cli.config.ConfigSources;
import dev.arena.console.http.ApiClient;
import dev.arena.console.http.ServedEndpoints;
import dev.arena.console.http.Signer;
import dev.arena.console.topics.ContentsWriter;
import dev.arena.console.topics.TopicContents;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.kafka.service.Daemons;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.LocalServers;
import dev.arena.servers.testing.ServedTopics;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Votes over HTTP with a real broker, which is killed, and a real registry. */
@Tag("broker")
final class VotingBrokerTest {
  /** For a busy machine. */
  private static final VoteWriter.Limits PATIENT =
      new VoteWriter.Limits(
          64, Duration.ofSeconds(50), Duration.ofSeconds(60), Duration.ofSeconds(80));

  /** The same, but a missing topic is noticed soon. */
  private static final VoteWriter.Limits SOON_AWAY =
      new VoteWriter.Limits(
          64, Duration.ofSeconds(3), Duration.ofSeconds(60), Duration.ofSeconds(80));

  private static final String NOT_STORED = "The vote was not stored";
  private static final String NOT_KNOWN = "It is not known whether the vote was stored";

  @TempDir private static Path folder;
  private static LocalServers servers;

  @BeforeAll
  static void startServers() throws InterruptedException {
    servers = LocalServers.start(folder);
  }

  @AfterAll
  static void stopServers() {
    servers.kill();
  }

  @Test
  void aVoteAndItsWithdrawalArriveWithThePairsIdAsKey() throws Exception {
    createTopic("arrive.votes");
    try (Console console = new Console("arrive.votes", PATIENT, "p")) {
      Instant before = Instant.now().minusMillis(1);
      JsonNode pair = console.next("u7");
      boolean swapped = pair.at("/turns/0/left").textValue().equals("About 400.");
      JsonNode stored = ApiClient.json(console.vote(pair, "left"));
      HttpResponse<String> undone =
          console.api.post("/v1/votes", object().put("undo", text(stored, "undo")).toString());

      assertThat(undone.statusCode()).as(undone.body()).isEqualTo(200);
      List<ConsumerRecord<byte[], byte[]>> records = read("arrive.votes");
      assertThat(records).hasSize(2);
      assertThat(records).allSatisfy(each -> assertThat(each.key()).isEqualTo("p".getBytes(UTF_8)));
      List<Vote> votes = votes(records);
      Vote vote = votes.get(0);
      assertThat(vote)
          .isEqualTo(
              Vote.newBuilder()
                  .setPairId("p")
                  .setOutcome(swapped ? VoteOutcome.B : VoteOutcome.A)
                  .setVoter("u7")
                  .setKind("human")
                  .setVotedAt(vote.getVotedAt())
                  .setSwapped(swapped)
                  .setProbability(1.0)
                  .setModelA("model-a")
                  .setModelB("model-b")
                  .setReasons(List.of("clear"))
                  .setAttributes(Map.of("source", "console"))
                  .build());
      assertThat(vote.getVotedAt()).isBetween(before, Instant.now());
      assertThat(records.get(0).timestamp()).isEqualTo(vote.getVotedAt().toEpochMilli());
      assertThat(votes.get(1).getOutcome()).isEqualTo(VoteOutcome.WITHDRAWN);
      assertThat(votes.get(1).getVoter()).isEqualTo("u7");
      assertThat(votes.get(1).getVotedAt()).isAfter(vote.getVotedAt());
    }
  }

  @Test
  void aTopicThatIsMissingIsNamedAndUsedOnceItIsThere() throws Exception {
    try (Console console = new Console("missing.votes", SOON_AWAY, "p")) {
      JsonNode pair = console.next("u");
      HttpResponse<String> refused = console.vote(pair, "tie");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains(NOT_STORED, "topic missing.votes exists");
      assertThat(refused.headers().firstValue("Retry-After")).contains("5");

      createTopic("missing.votes");

      console.votesEventually(pair, "tie");
      assertThat(votes(read("missing.votes"))).hasSize(1);
    }
  }

  /** Kill -9 in the middle: whatever is not acknowledged is reported, and nothing counts twice. */
  @Test
  void whileTheBrokerIsAwayVotesAreRefusedAndAfterwardsTheyAreWritten() throws Exception {
    createTopic("away.votes");
    try (Console console = new Console("away.votes", VoteWriter.Limits.DEFAULTS, "p", "q", "r")) {
      console.votesEventually(console.next("u"), "left");
      JsonNode second = console.next("u");
      servers.kafka().process().kill();

      HttpResponse<String> refused = console.vote(second, "tie");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).containsAnyOf(NOT_KNOWN, NOT_STORED);
      HttpResponse<String> again = console.vote(second, "right");
      assertThat(again.statusCode()).isEqualTo(503);
      assertThat(console.api.get("/v1/next?voter=u").statusCode()).isEqualTo(200);

      servers.kafka().process().restart();
      console.votesEventually(second, "right");
      console.votesEventually(console.next("u"), "both_bad");

      // as the votes service counts them: the last vote on each pair
      Map<String, Vote> counted = new HashMap<>();
      votes(read("away.votes"))
          .forEach(
              vote ->
                  counted.merge(
                      vote.getPairId(),
                      vote,
                      (one, other) -> other.getVotedAt().isAfter(one.getVotedAt()) ? other : one));
      assertThat(counted).hasSize(3);
      String secondId = console.ids.get(1);
      assertThat(counted.get(secondId).getOutcome()).isIn(VoteOutcome.A, VoteOutcome.B);
    }
  }

  private static void createTopic(String name) throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", servers.kafka().bootstrapServers()))) {
      ServedTopics.create(admin, List.of(new NewTopic(name, 1, (short) 1)));
    }
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers.kafka().bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  private static List<Vote> votes(List<ConsumerRecord<byte[], byte[]>> records) {
    try (Serde<Vote> serde =
        ArenaSerdes.votes(Map.of("schema.registry.url", servers.registry().url()))) {
      return records.stream()
          .map(each -> serde.deserializer().deserialize(each.topic(), each.value()))
          .toList();
    }
  }

  private static String text(JsonNode object, String field) {
    return object.get(field).textValue();
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** The part of a console that takes votes. */
  private static final class Console implements AutoCloseable {
    /** The ids of pairs on which a vote was stored, in order. */
    final List<String> ids = new ArrayList<>();

    final ApiClient api;
    private final VoteWriter writer;
    private final ServedEndpoints server;

    Console(String topic, VoteWriter.Limits limits, String... pairIds) {
      TopicContents contents = new TopicContents(10, (kind, version) -> {});
      List.of(pairIds).forEach(id -> ContentsWriter.add(contents, VotingStage.pair(id)));
      Connection connection =
          new Connection(
              KafkaKeys.table()
                  .resolve(
                      ConfigSources.none()
                          .withCommandLine(
                              Map.of(
                                  KafkaKeys.BOOTSTRAP_SERVERS.name(),
                                  servers.kafka().bootstrapServers(),
                                  KafkaKeys.REGISTRY_URL.name(),
                                  servers.registry().url(),
                                  KafkaKeys.TOPIC_VOTES.name(),
                                  topic,
                                  KafkaKeys.REGISTRY_REGISTER.name(),
                                  "true"))));
      this.writer =
          new VoteWriter(connection, Daemons.named("votes"), ForkJoinPool.commonPool(), limits);
      SecureRandom random = new SecureRandom();
      this.server =
          ServedEndpoints.start(
              VotesApi.endpoints(
                  Optional.of(
                      new Voting(
                          contents,
                          new VoteTokens(Signer.of(null, random), random),
                          writer,
                          random,
                          Clock.systemUTC()))));
      this.api = server.client();
    }

    JsonNode next(String voter) throws Exception {
      return ApiClient.json(api.get("/v1/next?voter=" + voter));
    }

    HttpResponse<String> vote(JsonNode pair, String verdict) throws Exception {
      ObjectNode vote = object().put("token", text(pair, "token")).put("verdict", verdict);
      vote.putArray("reasons").add("clear");
      HttpResponse<String> response = api.post("/v1/votes", vote.toString());
      if (response.statusCode() == 201) {
        ids.add(text(ApiClient.json(response), "pair_id"));
      }
      return response;
    }

    void votesEventually(JsonNode pair, String verdict) throws Exception {
      AtomicReference<String> answer = new AtomicReference<>("");
      Eventually.holds(
          () -> {
            HttpResponse<String> response = vote(pair, verdict);
            answer.set(response.body());
            return response.statusCode() == 201;
          },
          answer::get);
    }

    @Override
    public void close() throws InterruptedException {
      server.close();
      writer.close();
    }
  }
}
