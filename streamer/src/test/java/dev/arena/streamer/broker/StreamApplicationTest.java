package dev.arena.streamer.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arena.models.Probabilities;
import dev.arena.models.Score;
import dev.arena.models.facts.PairFactsReader;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Preference;
import dev.arena.servers.LocalServers;
import dev.arena.servers.MetricsPage;
import dev.arena.servers.testing.SharedServers;
import dev.arena.streamer.StreamApplication;
import dev.arena.streamer.operations.Metric;
import dev.arena.streamer.scoring.BatchScorer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
@ExtendWith(SharedServers.class)
final class StreamApplicationTest {
  @AutoClose private Stage stage;

  @BeforeEach
  void prepare(LocalServers servers, @TempDir Path folder) {
    stage = new Stage(servers, TinyBundle.write(folder.resolve("bundle")));
  }

  @Test
  void schemasThatWereRegisteredByHandFromTheirSourcesAreUsed(LocalServers servers)
      throws Exception {
    for (Map.Entry<String, String> source :
        Map.of(stage.pairs, "ConversationPair", stage.preferences, "Preference").entrySet()) {
      registerByHand(servers, source.getKey() + "-value", source.getValue());
    }
    try (StreamApplication scorer = stage.start(Map.of("arena.registry.register", "false"))) {
      stage.produce(List.of(stage.record(0, pair(0))));

      assertThat(stage.read(stage.preferences, 1)).hasSize(1);
    }
    for (String topic : List.of(stage.pairs, stage.preferences)) {
      URI versions =
          URI.create(servers.registry().url() + "/subjects/" + topic + "-value/versions");
      assertThat(
              HttpClient.newHttpClient()
                  .send(
                      HttpRequest.newBuilder(versions).build(),
                      HttpResponse.BodyHandlers.ofString())
                  .body())
          .as("versions of %s", topic)
          .isEqualTo("[1]");
    }
  }

  @Test
  void aStandInScoresInPlaceOfTheBundlesModelAndIsClosedWithTheStream() throws Exception {
    StandIn standIn = new StandIn();
    try (StreamApplication scorer =
        StreamApplication.start(stage.configuration(Map.of()), () -> standIn)) {
      stage.produce(List.of(stage.record(0, pair(0))));

      Preference preference = stage.preference(stage.read(stage.preferences, 1).get(0));
      assertThat(preference.getModel()).isEqualTo("stand-in@1").isEqualTo(scorer.model());
      assertThat(preference.getWinnerTie()).isEqualTo(1);
    }
    assertThat(standIn.closed).isTrue();
  }

  private static final class StandIn implements BatchScorer {
    private boolean closed;

    @Override
    public List<Score> score(List<ConversationPair> pairs) {
      return Collections.nCopies(
          pairs.size(), new Score(new Probabilities(0, 0, 1), 1, false, model()));
    }

    @Override
    public String model() {
      return "stand-in@1";
    }

    @Override
    public String device() {
      return "none";
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static void registerByHand(LocalServers servers, String subject, String schema)
      throws Exception {
    Path avro = Path.of(System.getProperty("arena.root"), "schemas", "src", "main", "avro");
    String body =
        new ObjectMapper()
            .writeValueAsString(Map.of("schema", Files.readString(avro.resolve(schema + ".avsc"))));
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(servers.registry().url() + "/subjects/" + subject + "/versions"))
                    .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void everyPairIsAnsweredOnceInOrderOnItsPartitionWithKeyTimestampAndHeaders() throws Exception {
    int count = 400;
    long now = System.currentTimeMillis(); // the broker may remove what is older than a week
    List<ConsumerRecord<byte[], byte[]>> answers;
    List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
    try (StreamApplication scorer = stage.start(Map.of("arena.stream.threads", "2"))) {
      for (int i = 0; i < count; i++) {
        byte[] key = i % 5 == 0 ? null : new byte[] {(byte) i, 0, -1};
        ProducerRecord<byte[], byte[]> record =
            new ProducerRecord<>(
                stage.pairs, i % Stage.PARTITIONS, now + i, key, stage.bytes(pair(i)));
        record.headers().add("trace", ("trace-" + i).getBytes(UTF_8));
        sent.add(record);
      }
      stage.produce(sent);

      answers = stage.read(stage.preferences, count);
    }

    assertThat(answers).hasSize(count);
    Map<Integer, Integer> next = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> answer : answers) {
      int expected = next.merge(answer.partition(), 1, Integer::sum) - 1;
      int index = expected * Stage.PARTITIONS + answer.partition();
      Preference preference = stage.preference(answer);
      ProducerRecord<byte[], byte[]> pair = sent.get(index);
      assertThat(preference.getId()).isEqualTo("pair-" + index);
      assertThat(answer.key()).isEqualTo(pair.key());
      assertThat(answer.timestamp()).isEqualTo(pair.timestamp());
      assertThat(new String(answer.headers().lastHeader("trace").value(), UTF_8))
          .isEqualTo("trace-" + index);
      assertThat(preference.getModel()).isEqualTo(TinyBundle.MODEL);
      assertThat(preference.getModelA()).isEqualTo("chatbot-" + index);
      assertThat(preference.getTokens()).isPositive();
      assertThat(preference.getPairOffset()).isEqualTo(expected);
      assertThat(preference.getFacts()).isEqualTo(PairFactsReader.read(pair(index)));
      assertThat(
              preference.getWinnerModelA()
                  + preference.getWinnerModelB()
                  + preference.getWinnerTie())
          .isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void theTraceOfAPairContinuesInItsPreferenceAndInItsDeadLetter() throws Exception {
    String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    ProducerRecord<byte[], byte[]> good = stage.record(0, pair(0));
    ProducerRecord<byte[], byte[]> bad =
        new ProducerRecord<>(stage.pairs, 0, null, "no pair".getBytes(UTF_8));
    ProducerRecord<byte[], byte[]> unscorable = stage.record(0, TinyBundle.pair("without turns"));
    for (ProducerRecord<byte[], byte[]> record : List.of(good, bad, unscorable)) {
      record.headers().add("traceparent", trace.getBytes(UTF_8));
      record.headers().add("tracestate", "vendor=1".getBytes(UTF_8));
    }
    List<ConsumerRecord<byte[], byte[]>> written = new ArrayList<>();
    try (StreamApplication scorer = stage.start(Map.of())) {
      stage.produce(List.of(good, bad, unscorable));
      written.addAll(stage.read(stage.preferences, 1));
      written.addAll(stage.read(stage.deadLetters, 2));
    }

    assertThat(written).hasSize(3);
    for (ConsumerRecord<byte[], byte[]> record : written) {
      assertThat(record.headers().headers("traceparent"))
          .extracting(header -> new String(header.value(), UTF_8))
          .containsExactly(trace);
      assertThat(record.headers().lastHeader("tracestate").value())
          .isEqualTo("vendor=1".getBytes(UTF_8));
    }
  }

  @Test
  void anAnswerOfTwoMillionCharactersIsScored() throws Exception {
    try (StreamApplication scorer = stage.start(Map.of())) {
      ConversationPair long1 =
          TinyBundle.pair("long", "Tell me everything", "word ".repeat(400_000), "No.");
      stage.produce(List.of(stage.record(0, long1)));

      List<ConsumerRecord<byte[], byte[]>> answers = stage.read(stage.preferences, 1);

      assertThat(answers).hasSize(1);
      assertThat(stage.preference(answers.get(0)).getTruncated()).isTrue();
    }
  }

  @Test
  void aScorerThatIsClosedHasCommittedWhatItAnswered() throws Exception {
    try (StreamApplication scorer = stage.start(Map.of())) {
      stage.produce(List.of(stage.record(0, pair(0)), stage.record(0, pair(1))));
      stage.read(stage.preferences, 2);
    }
    try (StreamApplication next = stage.start(Map.of())) {
      stage.produce(List.of(stage.record(0, pair(2))));

      List<String> ids =
          stage.read(stage.preferences, 3).stream()
              .map(answer -> stage.preference(answer).getId())
              .toList();

      assertThat(ids).containsExactly("pair-0", "pair-1", "pair-2");
    }
  }

  @Test
  void partitionsThatMoveBetweenScorersLoseAndDuplicateNothing() throws Exception {
    int portion = 100;
    try (StreamApplication first = stage.start(Map.of())) {
      stage.produce(portion(0, portion));
      try (StreamApplication second = stage.start(Map.of())) {
        stage.produce(portion(portion, 2 * portion));
        stage.awaitWritten(stage.preferences, portion);
        first.close();
        stage.produce(portion(2 * portion, 3 * portion));

        List<ConsumerRecord<byte[], byte[]>> answers = stage.read(stage.preferences, 3 * portion);

        assertThat(answers).hasSize(3 * portion);
        for (int partition = 0; partition < Stage.PARTITIONS; partition++) {
          int wanted = partition;
          assertThat(answers.stream().filter(answer -> answer.partition() == wanted))
              .extracting(answer -> stage.preference(answer).getId())
              .containsExactlyElementsOf(
                  IntStream.range(0, 3 * portion)
                      .filter(i -> i % Stage.PARTITIONS == wanted)
                      .mapToObj(i -> "pair-" + i)
                      .toList());
        }
      }
    }
  }

  @Test
  void aReadyScorerSaysSoAndCountsWhatItScored() throws Exception {
    try (StreamApplication scorer = stage.start(Map.of("arena.http.port", "0"))) {
      stage.produce(portion(0, 3));
      stage.read(stage.preferences, 3);

      assertThat(get(scorer, "/health/ready")).contains("\"status\":\"ready\"");
      assertThat(get(scorer, "/metrics"))
          .contains("arena_pairs_total{outcome=\"scored\"} 3.0")
          .contains("arena_pairs_in_flight 0.0")
          .contains("arena_stream_blocked_seconds_total 0.0")
          .contains("model=\"" + TinyBundle.MODEL + "\"");
    }
  }

  @Test
  void everyDeclaredMetricIsShownByARunningScorerAndNoLabelContainsAnId() throws Exception {
    try (StreamApplication scorer =
        stage.start(Map.of("arena.http.port", "0", "arena.stream.threads", "2"))) {
      stage.produce(portion(0, 3));
      stage.produce(List.of(stage.record(0, TinyBundle.pair("without turns"))));
      stage.read(stage.preferences, 3);
      stage.read(stage.deadLetters, 1);

      String page = get(scorer, "/metrics");

      for (Metric metric : Metric.values()) {
        if (!metric.metricName().startsWith("arena_device_")) {
          assertThat(page).contains("\n" + metric.metricName());
        }
      }
      assertThat(page)
          .contains("arena_dead_letters_total{reason=\"unscorable\"} 1.0")
          .contains("arena_dead_letters_total{reason=\"body\"} 0.0")
          .contains("arena_pairs_total{outcome=\"unscorable\"} 1.0")
          .contains("arena_record_age_seconds_count 3")
          .contains("arena_drift_pairs 3.0", "arena_drift_psi{feature=\"prompt_length\"}")
          .contains("arena_pair_queue_duration_seconds_count 4")
          .contains("arena_consumer_lag_records{partition=\"0\",topic=\"" + stage.pairs + "\"} 0.0")
          .contains("kafka_consumer_fetch_manager_records_consumed_total 4.0")
          .contains("kafka_stream_alive_stream_threads 2.0")
          .doesNotContain("StreamThread-", "client_id", stage.pairs.replace('.', '_'));
    }
  }

  @Test
  void theInfoOfAScorerNamesItsBundleAndWhereItReadsAndWrites() throws Exception {
    try (StreamApplication scorer = stage.start(Map.of("arena.http.port", "0"))) {
      JsonNode info = new ObjectMapper().readTree(get(scorer, "/info"));

      assertThat(info.at("/topics/pairs").asText()).isEqualTo(stage.pairs);
      assertThat(info.at("/model/bundle").asText()).isEqualTo(stage.settings().get("arena.bundle"));
      assertThat(info.at("/versions/kafka").asText()).startsWith("4.");
      assertThat(info.at("/drift/reference").asText()).isEqualTo("bundle");
    }
  }

  @Test
  void theTimeOfEachStageOfAPairIsShown() throws Exception {
    try (StreamApplication scorer = stage.start(Map.of("arena.http.port", "0"))) {
      stage.produce(portion(0, 3));
      stage.read(stage.preferences, 3);

      Map<String, Double> seconds =
          MetricsPage.fetch(HttpClient.newHttpClient(), address(scorer)).stageSeconds();
      for (String name :
          List.of(
              "deserialize", "queue", "tokenize", "run", "head", "order", "forward", "commit")) {
        assertThat(seconds.get(name)).as(name).isPositive().isLessThan(60);
      }
      assertThat(seconds.get("drain")).isNotNegative();
    }
  }

  private static String get(StreamApplication scorer, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(address(scorer).resolve(path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static URI address(StreamApplication scorer) {
    return URI.create("http://127.0.0.1:" + scorer.httpPort().getAsInt());
  }

  private List<ProducerRecord<byte[], byte[]>> portion(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> stage.record(i % Stage.PARTITIONS, pair(i)))
        .toList();
  }

  private static ConversationPair pair(int index) {
    ConversationPair pair =
        TinyBundle.pair("pair-" + index, "What is " + index + "?", "It is a number", "No idea");
    pair.setModelA("chatbot-" + index);
    return pair;
  }
}
