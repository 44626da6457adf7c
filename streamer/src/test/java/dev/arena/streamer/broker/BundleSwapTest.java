package dev.arena.streamer.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.INTEGER;

import dev.arena.models.DeviceChoice;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.Probabilities;
import dev.arena.models.Score;
import dev.arena.models.ScorerOptions;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Preference;
import dev.arena.schemas.testing.Eventually;
import dev.arena.servers.LocalServers;
import dev.arena.servers.MetricsPage;
import dev.arena.servers.testing.SharedServers;
import dev.arena.streamer.StreamApplication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What docs/how-to/upgrade.md promises about replacing a bundle while its scorer runs. */
@Tag("broker")
@ExtendWith(SharedServers.class)
final class BundleSwapTest {
  private static final int PARTITIONS = 4;
  private static final int PORTION = 20;
  private static final long PAUSE_NANOS = 50_000_000;
  private static final String REFUSED = "arena_bundle_loads_total{outcome=\"refused\"}";

  @TempDir private Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private Path place;
  @AutoClose private Stage stage;

  @BeforeEach
  void prepare(LocalServers servers) {
    place = folder.resolve("bundle");
    stage = new Stage(servers, place);
  }

  @Test
  void replacingBundlesUnderLoadLosesOrRepeatsNothingAndEachPreferenceIsFromTheBundleItNames()
      throws Exception {
    for (String version : List.of("1", "2", "3", "4", "damaged")) {
      TinyBundle.write(folder.resolve("v" + version), version);
    }
    Files.write(folder.resolve("vdamaged").resolve("head.onnx"), new byte[100]);
    copy("1", place);
    try (StreamApplication scorer =
            stage.start(Map.of("arena.bundle.watch", "100 ms", "arena.http.port", "0"));
        Load load = new Load()) {
      CompletableFuture<Integer> health = load.ask(scorer);
      awaitScored(scorer, "tiny@1");

      Files.move(place, folder.resolve("away"));
      copy("2", place);
      awaitScored(scorer, "tiny@2");

      switchLink("3");
      awaitScored(scorer, "tiny@3");

      double before = page(scorer).sum("arena_pairs_total");
      // a bundle that is seen while it is copied or moved is refused too, and used later
      double refused = page(scorer).values().get(REFUSED);
      switchLink("damaged");
      Eventually.holds(
          () -> page(scorer).values().get(REFUSED) > refused,
          () -> page(scorer).values().toString());
      Eventually.holds(
          () -> page(scorer).sum("arena_pairs_total") > before + 2 * PORTION,
          () -> page(scorer).values().toString());
      assertThat(scorer.model()).isEqualTo("tiny@3");

      switchLink("4");
      awaitScored(scorer, "tiny@4");

      int produced = load.end();
      assertThat(health)
          .succeedsWithin(Eventually.TIMEOUT)
          .asInstanceOf(INTEGER)
          .as("checks, each of which found the scorer ready")
          .isPositive();
      assertEachPairIsAnsweredByTheBundleThatItsPreferenceNames(produced);
    }
  }

  private void assertEachPairIsAnsweredByTheBundleThatItsPreferenceNames(int produced) {
    List<ConsumerRecord<byte[], byte[]>> answers = stage.read(stage.preferences, produced);
    stage.assertOnceInOrder(answers, produced);
    assertThat(stage.read(stage.deadLetters, 0)).isEmpty();
    List<Preference> preferences = answers.stream().map(stage::preference).toList();
    assertThat(preferences)
        .extracting(Preference::getModel)
        .contains("tiny@1", "tiny@2", "tiny@3", "tiny@4");
    for (String version : List.of("1", "2", "3", "4")) {
      try (PreferenceScorer alone = open(version);
          PreferenceScorer other = open(version.equals("1") ? "2" : "1")) {
        for (Preference preference : preferences) {
          if (preference.getModel().equals(alone.model())) {
            ConversationPair pair = pair(Integer.parseInt(preference.getId().substring(5)));
            assertThat(distance(preference, alone.score(pair))).isCloseTo(0, within(1e-5));
            assertThat(distance(preference, other.score(pair))).isGreaterThan(1e-4);
          }
        }
      }
    }
  }

  /** Produces pairs all the time, and can check the scorer's health meanwhile. */
  private final class Load implements AutoCloseable {
    private final AtomicBoolean ending = new AtomicBoolean();
    private final CompletableFuture<Integer> produced =
        CompletableFuture.supplyAsync(this::produce, Stage.THREADS);

    /** Returns how often the scorer was found ready; fails if it was not. */
    CompletableFuture<Integer> ask(StreamApplication scorer) {
      URI ready = address(scorer).resolve("/health/ready");
      return CompletableFuture.supplyAsync(
          () -> {
            int looks = 0;
            for (; !ending.get(); looks++) {
              assertThat(get(ready).statusCode()).isEqualTo(200);
              LockSupport.parkNanos(PAUSE_NANOS);
            }
            return looks;
          });
    }

    /** Returns how many pairs were produced. */
    int end() throws Exception {
      ending.set(true);
      return produced.get(1, TimeUnit.MINUTES);
    }

    @Override
    public void close() {
      ending.set(true);
    }

    private int produce() {
      int next = 0;
      try {
        for (; !ending.get(); next += PORTION) {
          stage.produce(
              IntStream.range(next, next + PORTION)
                  .mapToObj(i -> stage.record(i % PARTITIONS, pair(i)))
                  .toList());
          LockSupport.parkNanos(PAUSE_NANOS);
        }
        return next;
      } catch (Exception failed) {
        throw new IllegalStateException(failed);
      }
    }
  }

  /** Waits until a model is the current one and has scored. */
  private void awaitScored(StreamApplication scorer, String model) throws Exception {
    Eventually.holds(() -> scorer.model().equals(model), scorer::model);
    double before = page(scorer).sum("arena_pairs_total");
    Eventually.holds(
        () -> page(scorer).sum("arena_pairs_total") > before + 4 * PORTION,
        () -> page(scorer).values().toString());
    assertThat(page(scorer).values().keySet())
        .filteredOn(name -> name.startsWith("arena_model_info"))
        .singleElement()
        .asString()
        .contains("model=\"" + model + "\"");
  }

  private MetricsPage page(StreamApplication scorer) {
    try {
      return MetricsPage.fetch(http, address(scorer));
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private HttpResponse<String> get(URI address) {
    try {
      return http.send(
          HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static URI address(StreamApplication scorer) {
    return URI.create("http://127.0.0.1:" + scorer.httpPort().orElseThrow());
  }

  /** Copies as an operator does: file by file, in the order of their names. */
  private void copy(String version, Path target) throws IOException {
    Files.createDirectory(target);
    try (var files = Files.list(folder.resolve("v" + version))) {
      for (Path file : files.sorted().toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
  }

  /** Puts a link in place, with a single rename if a link is already there. */
  private void switchLink(String version) throws IOException {
    if (!Files.isSymbolicLink(place)) {
      Files.move(place, folder.resolve("before-link"));
    }
    Path fresh = folder.resolve("fresh");
    Files.createSymbolicLink(fresh, folder.resolve("v" + version));
    Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
  }

  private PreferenceScorer open(String version) {
    return PreferenceScorer.open(
        folder.resolve("v" + version),
        ScorerOptions.defaults().withDevice(new DeviceChoice.Cpu()).withThreads(1));
  }

  private static double distance(Preference preference, Score score) {
    Probabilities expected = score.probabilities();
    return Math.abs(preference.getWinnerModelA() - expected.a())
        + Math.abs(preference.getWinnerModelB() - expected.b())
        + Math.abs(preference.getWinnerTie() - expected.tie());
  }

  private static ConversationPair pair(int number) {
    return TinyBundle.pair(
        "pair-" + number, "What is " + number + "?", "A ".repeat(1 + number % 9), "No idea");
  }
}
