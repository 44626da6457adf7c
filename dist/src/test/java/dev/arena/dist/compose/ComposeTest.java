package dev.arena.dist.compose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.dist.monitoring.MonitoringFiles;
import dev.arena.dist.monitoring.MonitoringFiles.Query;
import dev.arena.dist.monitoring.PrometheusQueries;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.TopicTail;
import dev.arena.models.testing.BundleCopy;
import dev.arena.schemas.Preference;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.MetricsPage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.opentest4j.TestAbortedException;

/** What docs/how-to/deploy.md promises about {@code docker compose up}. */
@Tag("docker")
@Isolated("it builds an image, and is sensitive to load")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ComposeTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final Path SHIPPED =
      Path.of(System.getProperty("arena.root"), "models", "default");

  private Path bundles;
  private @Nullable Compose prepared;
  private @Nullable TestAbortedException absent;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    bundles = Files.createDirectory(folder.resolve("bundles"));
    copyShipped("default", "first");
    try {
      prepared = Compose.prepare(folder, bundles);
    } catch (TestAbortedException noDocker) {
      absent = noDocker;
      return;
    }
    prepared.run("build", "scorer");
    prepared.run("up", "--detach", "--wait", "--scale", "scorer=2");
  }

  /** Surefire reports nothing about a class that is skipped as a whole. */
  @BeforeEach
  void skipWhereThereIsNoDocker() {
    if (absent != null) {
      throw absent;
    }
  }

  @AfterAll
  void stop() throws Exception {
    if (prepared != null) {
      prepared.close();
    }
  }

  @Test
  void theServiceReplayAccountsForTheSampleAndEnds() throws Exception {
    assertThat(
            compose().run("--profile", "replay", "run", "--rm", "--no-TTY", "--no-deps", "replay"))
        .contains("30 pairs sent, 30 answered", "log loss");
  }

  @Test
  void theVotesServiceEvaluatesTheVotesOfTheSampleAndKeepsItsStateWhenItIsReplaced()
      throws Exception {
    compose()
        .run(
            "--profile",
            "replay",
            "run",
            "--rm",
            "--no-TTY",
            "--no-deps",
            "replay",
            "replay",
            "--votes",
            "/data/votes.csv");
    awaitEvaluation();
    compose().run("up", "--detach", "--wait", "--no-deps", "--force-recreate", "votes");
    assertThat(compose().run("exec", "--no-TTY", "votes", "ls", "/var/lib/arena/arena-votes"))
        .contains("0_0");
    awaitEvaluation();
  }

  private void awaitEvaluation() throws Exception {
    String[] command = {
      "exec", "--no-TTY", "votes", "/arena/bin/arena", "votes", "evaluation", "--json"
    };
    Eventually.holds(
        () -> compose().run(command).contains("\"votes\":30,"),
        () -> "no scorer has an evaluation of 30 votes");
  }

  @Test
  void scorersThatAreReplacedAndKilledUnderLoadLoseAndDuplicateNothing() throws Exception {
    try (ComposeLoad load = new ComposeLoad(connection(), "replaced")) {
      load.awaitProduced(100);
      compose()
          .run(
              "up",
              "--detach",
              "--wait",
              "--no-deps",
              "--force-recreate",
              "--scale",
              "scorer=2",
              "scorer");
      load.awaitProduced(100);
      String killed = compose().containers("scorer").get(0);
      compose().docker("exec", killed, "bash", "-c", "kill -9 $(cat /proc/1/task/1/children)");
      compose()
          .run("up", "--detach", "--wait", "--no-deps", "--no-recreate", "--scale", "scorer=2");
      load.awaitProduced(100);
      assertAnsweredOnce("replaced", load.end());
    }
    for (String container : compose().containers("scorer")) {
      assertThat(compose().docker("inspect", "--format", "{{.State.OOMKilled}}", container).strip())
          .isEqualTo("false");
    }
  }

  @Test
  void aBundleThatIsReplacedUnderLoadTakesEffectAndNothingIsLostOrDuplicated() throws Exception {
    try (ComposeLoad load = new ComposeLoad(connection(), "swapped")) {
      load.awaitProduced(20);
      Path place = bundles.resolve("default");
      Path fresh = copyShipped("fresh", "second");
      Files.move(place, bundles.resolve("old"));
      Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
      for (String container : compose().containers("scorer")) {
        awaitMetric(container, "version=\"second\"");
      }
      load.awaitProduced(20);
      List<Preference> preferences = assertAnsweredOnce("swapped", load.end());
      assertThat(preferences)
          .extracting(preference -> preference.getModel().replaceFirst(".*@", ""))
          .contains("first", "second");
    }
  }

  @Test
  void prometheusAnswersEveryPanelOfTheDashboardAfterAReplay() throws Exception {
    compose().run("--profile", "monitoring", "up", "--detach", "--wait", "--no-deps", "prometheus");
    PrometheusQueries prometheus =
        new PrometheusQueries(
            URI.create(compose().prometheus()), HttpClient.newHttpClient(), () -> true);
    // a rate needs a sample from before what it counts
    prometheus.await("count(up{job=\"arena\"} == 1)", values -> values.equals(List.of(2.0)));
    compose().run("--profile", "replay", "run", "--rm", "--no-TTY", "--no-deps", "replay");
    prometheus.await(
        "sum(rate(arena_pairs_total{outcome=\"scored\"}[1m])) > 0", values -> !values.isEmpty());
    SoftAssertions all = new SoftAssertions();
    for (Query query : MonitoringFiles.SCORER.queries()) {
      if (query.isAlwaysAnswered()) {
        all.assertThat(prometheus.values(query.expression()))
            .as("%s: %s", query.panel(), query.expression())
            .isNotEmpty();
      }
    }
    all.assertAll();
  }

  /** Checks that each pair has exactly one preference, and returns them all. */
  private List<Preference> assertAnsweredOnce(String name, int produced) {
    Connection connection = connection();
    List<Preference> preferences = new ArrayList<>();
    try (TopicTail tail =
            TopicTail.open(
                connection, List.of(connection.topics().preferences()), TopicTail.Start.BEGINNING);
        Serde<Preference> serde = ArenaSerdes.preferences(connection.registry())) {
      long deadline = System.nanoTime() + TIMEOUT.toNanos();
      while (preferences.size() < produced && System.nanoTime() < deadline) {
        tail.poll(Duration.ofMillis(200)).forEach(record -> add(preferences, name, serde, record));
      }
      tail.poll(Duration.ofSeconds(1)).forEach(record -> add(preferences, name, serde, record));
    }
    assertThat(preferences)
        .extracting(Preference::getId)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, produced).mapToObj(i -> ComposeLoad.id(name, i)).toList());
    return preferences;
  }

  private static void add(
      List<Preference> preferences,
      String name,
      Serde<Preference> serde,
      ConsumerRecord<byte[], byte[]> record) {
    if (new String(record.key(), UTF_8).startsWith(name)) {
      preferences.add(serde.deserializer().deserialize(record.topic(), record.value()));
    }
  }

  private void awaitMetric(String container, String text) throws Exception {
    String address = compose().docker("port", container, "8080").lines().findFirst().orElseThrow();
    HttpClient http = HttpClient.newHttpClient();
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    Set<String> names = Set.of();
    while (names.stream().noneMatch(name -> name.contains(text))) {
      assertThat(System.nanoTime()).as("%s in %s", text, names).isLessThan(deadline);
      names = MetricsPage.fetch(http, URI.create("http://" + address)).values().keySet();
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  /** The shipped bundle under another version, in the folder that the scorers see. */
  private Path copyShipped(String name, String version) throws IOException {
    return BundleCopy.write(SHIPPED, bundles.resolve(name), version);
  }

  private Connection connection() {
    return Connection.to(compose().kafka(), compose().registry());
  }

  private Compose compose() {
    return Objects.requireNonNull(prepared);
  }
}
