package dev.arena.votes.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.Battle;
import dev.arena.schemas.Prediction;
import dev.arena.schemas.RecordPosition;
import dev.arena.schemas.VoteOutcome;
import dev.arena.votes.battle.BattleKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * The sums do not depend on the order in which battles arrive, on how often each arrives, or on
 * earlier versions of them. They equal those that {@link ExpectedEvaluations} computes from the
 * last version of each battle, and those of {@link OfflineEvaluation}.
 */
final class EvaluationOrderProperties {
  private static final Instant START = EvaluationDriver.START;

  /** One for all tries, which is faster; each try withdraws all its battles. */
  private static EvaluationDriver driver;

  /** Has a store, and no task that runs. */
  private static EvaluationDriver stopped;

  private static Path folder;

  @BeforeContainer
  static void open() throws IOException {
    folder = Files.createTempDirectory("evaluation");
    driver = new EvaluationDriver(folder.resolve("running"));
    stopped = new EvaluationDriver(folder.resolve("stopped"));
  }

  @AfterContainer
  static void close() throws IOException {
    driver.close();
    stopped.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Property(tries = 80)
  void anyOrderRepetitionAndRetractionGivesTheSameSums(@ForAll Random random) {
    Map<String, Battle> last = new TreeMap<>();
    for (int i = random.nextInt(30); i >= 0; i--) {
      Battle battle = battle(random);
      last.put(Samples.key(battle), battle);
    }
    Map<String, ?> expected = ExpectedEvaluations.of(last, START);
    assertThat(OfflineEvaluation.of(last, EvaluationDriver.CHAMPION, START)).isEqualTo(expected);
    for (int run = 0; run < 2; run++) {
      List<String> keys = new ArrayList<>(last.keySet());
      for (int other = random.nextInt(30); other > 0; other--) {
        Battle battle = battle(random);
        keys.add(Samples.key(battle));
        driver.battle(Samples.key(battle), random.nextInt(4) == 0 ? null : battle);
      }
      Collections.shuffle(keys, random);
      for (String key : keys) {
        driver.battle(key, last.get(key));
        if (random.nextInt(10) == 0) {
          driver.evaluations();
        }
      }
      assertThat(driver.evaluations()).isEqualTo(expected);
      assertThat(driver.addedUpAgain()).isEqualTo(expected);
    }
    last.keySet().forEach(key -> driver.battle(key, null));
    assertThat(driver.evaluations()).isEmpty();
  }

  /** A task that starts adds up what is stored, while battles change. */
  @Property(tries = 80)
  void battlesThatChangeWhileStoredOnesAreAddedUpAreCountedOnce(@ForAll Random random) {
    Map<String, Battle> last = new TreeMap<>();
    for (int i = random.nextInt(30); i >= 0; i--) {
      Battle battle = battle(random);
      last.put(Samples.key(battle), battle);
    }
    BattleStore store = stopped.store();
    StoredBattles before = storedBattles(store, 1);
    assertThat(before.addPortion()).isTrue();
    last.forEach((key, battle) -> before.replace(BattleKey.parse(key), battle));
    StoredBattles started = storedBattles(store, 1 + random.nextInt(4));
    do {
      for (int i = random.nextInt(4); i > 0; i--) {
        Battle battle = battle(random);
        String key = Samples.key(battle);
        if (random.nextInt(4) == 0) {
          last.remove(key);
          started.replace(BattleKey.parse(key), null);
        } else {
          last.put(key, battle);
          started.replace(BattleKey.parse(key), battle);
        }
      }
    } while (!started.addPortion());
    started.evaluations().drainChanged(Integer.MAX_VALUE, key -> {});
    assertThat(EvaluationDriver.records(started.evaluations()))
        .isEqualTo(ExpectedEvaluations.of(last, START));
    last.keySet().forEach(key -> store.put(BattleKey.parse(key), null));
  }

  private static StoredBattles storedBattles(BattleStore store, int portion) {
    return new StoredBattles(
        store,
        stopped.admission(),
        new Evaluations(EvaluationDriver.SETTINGS, START.toEpochMilli()),
        portion);
  }

  private static Battle battle(Random random) {
    VoteOutcome[] outcomes = {VoteOutcome.A, VoteOutcome.B, VoteOutcome.TIE, VoteOutcome.BOTH_BAD};
    String[] kinds = {"human", "human", "human", "judge", "implicit", "dice"};
    boolean anonymous = random.nextInt(6) == 0;
    return Battle.newBuilder()
        .setPairId("p" + random.nextInt(3))
        .setKind(kinds[random.nextInt(kinds.length)])
        .setVoter(anonymous ? null : "v" + random.nextInt(4))
        .setOutcome(outcomes[random.nextInt(4)])
        .setVotedAt(votedAt(random))
        .setSwapped(random.nextInt(3) == 0 ? null : Boolean.valueOf(random.nextBoolean()))
        .setAmbiguous(random.nextInt(10) == 0)
        .setSource(new RecordPosition("arena.votes", 0, (long) random.nextInt(4)))
        .setFacts(
            random.nextInt(3) == 0
                ? null
                : Samples.facts()
                    .setTurns(1 + random.nextInt(2))
                    .setCategory(random.nextBoolean() ? List.of() : List.of("math", "law"))
                    .build())
        .setPredictions(predictions(random))
        .build();
  }

  private static Instant votedAt(Random random) {
    // one in eight is older than the windows of an hour, and one in eight older than all windows
    Duration age =
        switch (random.nextInt(8)) {
          case 0 -> Duration.ofDays(8);
          case 1 -> Duration.ofDays(500);
          default -> Duration.ZERO;
        };
    return START.minus(age).plus(Duration.ofMinutes(20L * random.nextInt(6)));
  }

  private static List<Prediction> predictions(Random random) {
    List<Prediction> predictions = new ArrayList<>();
    for (String topic : List.of(EvaluationDriver.CHAMPION, EvaluationDriver.CHALLENGER)) {
      for (String model : List.of("m@1", "m@2")) {
        if (random.nextInt(3) > 0) {
          double a = random.nextInt(5) == 0 ? random.nextInt(2) : random.nextDouble();
          double b = (1 - a) * random.nextDouble();
          predictions.add(
              Samples.prediction(topic, model, a, b).setBefore(random.nextInt(4) > 0).build());
        }
      }
    }
    return predictions;
  }
}
