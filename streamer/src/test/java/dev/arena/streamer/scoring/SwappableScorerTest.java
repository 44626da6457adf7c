package dev.arena.streamer.scoring;

import static java.util.concurrent.ConcurrentHashMap.newKeySet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.DeviceChoice;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.Score;
import dev.arena.models.ScorerOptions;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.testing.Eventually;
import dev.arena.streamer.config.DriftChoice;
import dev.arena.streamer.drift.DriftReferences;
import dev.arena.streamer.drift.DriftWindow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SwappableScorerTest {
  @TempDir private Path folder;

  private Path one;
  private Path two;

  @BeforeEach
  void writeBundles() {
    one = TinyBundle.write(folder.resolve("one"), "1");
    two = TinyBundle.write(folder.resolve("two"), "2");
  }

  @Test
  void aBatchUnderWayEndsWithTheOldModelWhichIsThenClosedAndTheNextUsesTheNewModel()
      throws Exception {
    PreferenceScorer old = open(one);
    try (SwappableScorer current = new SwappableScorer(old, any -> DriftWindow.none("off"))) {
      PreferenceScorer next = beside(current, two);
      AtomicLong runs = new AtomicLong();
      current.observe((sequences, tokens, padding, nanos) -> runs.incrementAndGet());
      CompletableFuture<List<Score>> lastOfOld =
          CompletableFuture.supplyAsync(() -> current.score(pairs(3000)));
      Eventually.holds(() -> runs.get() > 0, () -> runs + " runs");

      CompletableFuture<Void> replaced = CompletableFuture.runAsync(() -> current.replaceBy(next));
      Eventually.holds(() -> current.get() == next, () -> current.get().model());
      List<Score> during = current.score(pairs(1));

      assertThat(replaced).succeedsWithin(Eventually.TIMEOUT);
      assertThat(lastOfOld.get(1, TimeUnit.MINUTES))
          .hasSize(3000)
          .extracting(Score::model)
          .containsOnly("tiny@1");
      assertThat(during).extracting(Score::model).containsExactly("tiny@2");
      assertThatThrownBy(() -> old.score(pairs(1))).hasMessageContaining("closed");
    }
  }

  @Test
  void nothingFailsAndNothingIsSignedByAnotherModelWhileModelsAreReplaced() throws Exception {
    List<ConversationPair> pairs = pairs(5);
    Map<String, List<Score>> expected = new HashMap<>();
    for (Path bundle : List.of(one, two)) {
      try (PreferenceScorer alone = open(bundle)) {
        expected.put(alone.model(), alone.score(pairs));
      }
    }
    assertThat(expected.get("tiny@1")).isNotEqualTo(expected.get("tiny@2"));
    try (SwappableScorer current = new SwappableScorer(open(one), any -> DriftWindow.none("off"))) {
      AtomicBoolean done = new AtomicBoolean();
      List<Set<String>> seen = List.of(newKeySet(), newKeySet());
      List<CompletableFuture<Void>> users = new ArrayList<>();
      for (Set<String> models : seen) {
        users.add(CompletableFuture.runAsync(() -> score(current, pairs, expected, done, models)));
      }
      AtomicInteger replaced = new AtomicInteger();
      try {
        Eventually.holds(
            () -> {
              current.replaceBy(beside(current, replaced.getAndIncrement() % 2 == 0 ? two : one));
              return replaced.get() >= 20
                  && (seen.stream().allMatch(models -> models.size() == 2)
                      || users.stream().anyMatch(CompletableFuture::isCompletedExceptionally));
            },
            () -> "models seen by two threads: " + seen);
      } finally {
        done.set(true);
      }

      for (CompletableFuture<Void> user : users) {
        assertThat(user).succeedsWithin(Eventually.TIMEOUT);
      }
    }
  }

  @Test
  void theNextModelReportsItsRunsToTheSameObserver() {
    try (SwappableScorer current = new SwappableScorer(open(one), any -> DriftWindow.none("off"))) {
      AtomicLong runs = new AtomicLong();
      current.observe((sequences, tokens, padding, nanos) -> runs.incrementAndGet());
      current.replaceBy(beside(current, two));

      current.score(pairs(1));

      assertThat(runs).hasValue(2);
    }
  }

  @Test
  void theNextModelsPairsAreCountedInANewWindowWithItsOwnReference() {
    List<String> opened = new ArrayList<>();
    Function<ModelBundle, DriftWindow> windows =
        DriftReferences.of(DriftChoice.parse("bundle"), System::nanoTime);
    try (SwappableScorer current =
        new SwappableScorer(
            open(one),
            bundle -> {
              opened.add(bundle.manifest().model());
              return windows.apply(bundle);
            })) {
      current.score(pairs(5));
      assertThat(current.drift().pairs()).isEqualTo(5);

      current.replaceBy(beside(current, two));
      assertThat(current.drift().pairs()).isZero();
      assertThat(opened).containsExactly("tiny@1", "tiny@2");

      current.score(pairs(2));
      assertThat(current.drift().pairs()).isEqualTo(2);
    }
  }

  @Test
  void onceClosedItRefuses() {
    SwappableScorer current = new SwappableScorer(open(one), any -> DriftWindow.none("off"));
    current.replaceBy(beside(current, two));

    current.close();

    assertThatThrownBy(() -> current.score(pairs(1))).hasMessageContaining("tiny@2 is closed");
  }

  /**
   * Scores until done; each answer must come from the model that it names.
   *
   * @param models receives the models' names
   */
  private static void score(
      SwappableScorer current,
      List<ConversationPair> pairs,
      Map<String, List<Score>> expected,
      AtomicBoolean done,
      Set<String> models) {
    while (!done.get()) {
      List<Score> scores = current.score(pairs);
      assertThat(scores).isEqualTo(expected.get(scores.get(0).model()));
      models.add(scores.get(0).model());
    }
  }

  private static PreferenceScorer open(Path bundle) {
    return PreferenceScorer.open(
        bundle, ScorerOptions.defaults().withDevice(new DeviceChoice.Cpu()).withThreads(2));
  }

  private static PreferenceScorer beside(SwappableScorer current, Path bundle) {
    return current.get().openBeside(ModelBundle.load(bundle));
  }

  private static List<ConversationPair> pairs(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> TinyBundle.pair("pair-" + i, "What is " + i + "?", "A " + i, "B"))
        .toList();
  }
}
