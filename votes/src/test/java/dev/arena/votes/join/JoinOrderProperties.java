package dev.arena.votes.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.Battle;
import dev.arena.schemas.PairFacts;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import dev.arena.votes.battle.BattleKey;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * The final battles do not depend on the order in which votes and preferences arrive, nor on how
 * often. They equal those that {@link ExpectedBattles} computes from the whole input at once.
 */
final class JoinOrderProperties {
  private static final Instant START = JoinDriver.START;
  private static final List<String> NAMES = List.of("p", "p1", "p\"1");

  /** One for all tries, which is faster; each try has pairs of its own. */
  private static JoinDriver driver;

  /** Joins at most two votes at once again. */
  private static JoinDriver portions;

  private static Path folder;
  private static int tries;

  @BeforeContainer
  static void open() throws IOException {
    folder = Files.createTempDirectory("join");
    driver = new JoinDriver(folder.resolve("all"));
    portions = new JoinDriver(folder.resolve("portions"), 1, 2);
  }

  @AfterContainer
  static void close() throws IOException {
    driver.close();
    portions.close();
    delete(folder);
  }

  @Property(tries = 300)
  void anyOrderAndRepetitionGivesTheSameBattles(@ForAll Random random) {
    List<ExpectedBattles.Item> items = new ArrayList<>();
    for (String pair : NAMES) {
      addPreferences(pair, items, random);
      addVotes(pair, items, random);
    }
    Map<String, Battle> expected = ExpectedBattles.of(items);

    for (int run = 0; run < 2; run++) {
      List<ExpectedBattles.Item> arriving = new ArrayList<>(items);
      for (int repeated = random.nextInt(8); repeated > 0; repeated--) {
        arriving.add(items.get(random.nextInt(items.size())));
      }
      Collections.shuffle(arriving, random);
      JoinDriver join = run == 0 ? driver : portions;
      assertThat(joined(arriving, join, random)).isEqualTo(expected);
    }
  }

  private static void addPreferences(String pair, List<ExpectedBattles.Item> items, Random random) {
    int hashes = random.nextInt(4) == 0 ? 2 : 1;
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      boolean old = random.nextInt(4) == 0;
      PairFacts facts = Samples.facts(100 + random.nextInt(hashes));
      items.add(
          new ExpectedBattles.Item(
              pair,
              new PreferenceInput(
                  random.nextInt(3),
                  new PairDescription(
                      old ? null : facts,
                      old ? null : new Position(random.nextInt(2), random.nextInt(3)),
                      random.nextBoolean() ? null : "a" + random.nextInt(2),
                      random.nextBoolean() ? null : "b"),
                  new ScorerPrediction(
                      random.nextBoolean() ? JoinDriver.PREFERENCES : JoinDriver.NEXT,
                      "bundle@" + random.nextInt(2),
                      random.nextInt(4) / 4.0,
                      0.25,
                      0.5,
                      START.plusSeconds(random.nextInt(4)).toEpochMilli()))));
    }
  }

  private static void addVotes(String pair, List<ExpectedBattles.Item> items, Random random) {
    VoteOutcome[] outcomes = {
      VoteOutcome.A, VoteOutcome.B, VoteOutcome.TIE, VoteOutcome.BOTH_BAD, VoteOutcome.WITHDRAWN
    };
    for (int i = random.nextInt(8); i > 0; i--) {
      boolean anonymous = random.nextInt(6) == 0;
      // each record has a position of its own
      Position position = new Position(random.nextInt(3), items.size());
      // one vote in ten was cast long before its pair
      Instant votedAt =
          random.nextInt(10) == 0
              ? START.minus(Duration.ofMinutes(61))
              : START.plusSeconds(random.nextInt(4));
      Vote vote =
          Samples.vote(pair, votedAt)
              .setOutcome(outcomes[random.nextInt(anonymous ? 4 : 5)])
              .setVoter(anonymous ? null : "v" + random.nextInt(2))
              .setKind(random.nextInt(5) == 0 ? "judge" : "human")
              .setModelA(random.nextInt(3) == 0 ? "mine" : null)
              .setAttributes(random.nextInt(5) == 0 ? Map.of("page", "7") : Map.of())
              .build();
      items.add(
          new ExpectedBattles.Item(
              pair,
              new VoteInput(
                  vote.getKind(),
                  anonymous
                      ? BattleKey.anonymousVoter(
                          JoinDriver.VOTES, position.partition(), position.offset())
                      : vote.getVoter(),
                  anonymous,
                  VoteContent.of(vote, position),
                  new VoteInput.Original(null, JoinDriver.bytes(vote)))));
    }
  }

  /** What is left in the topic of battles after compaction, without what depends on the order. */
  private static Map<String, Battle> joined(
      List<ExpectedBattles.Item> items, JoinDriver driver, Random random) {
    String prefix = ++tries + " ";
    for (ExpectedBattles.Item item : items) {
      driver.join(prefix + item.pairId(), item.input(), START.plusSeconds(10));
      if (random.nextInt(3) == 0) {
        driver.pass(Duration.ofMillis(100));
      }
    }
    driver.finishRewrites();
    Map<String, Battle> battles = new TreeMap<>();
    for (JoinDriver.Written written : driver.battles()) {
      String pairId = written.key().pairId().substring(prefix.length());
      String key = new BattleKey(pairId, written.key().kind(), written.key().voter()).text();
      if (written.battle().isEmpty()) {
        battles.remove(key);
      } else {
        battles.put(key, ExpectedBattles.comparable(pairId, written.battle().get()));
      }
    }
    return battles;
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path each, IOException failed)
              throws IOException {
            Files.delete(each);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
