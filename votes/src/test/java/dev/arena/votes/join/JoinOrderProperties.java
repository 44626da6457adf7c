package dev.arena.votes.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.Battle;
import dev.arena.schemas.PairFacts;
import dev.arena.schemas.Prediction;
import dev.arena.schemas.RecordPosition;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * The final battles do not depend on the order in which votes and preferences arrive, nor on how
 * often. They equal those that this class computes from the whole input at once.
 */
final class JoinOrderProperties {
  private static final Instant START = JoinDriver.START;
  private static final List<String> NAMES = List.of("p", "p1", "p\"1");

  /** One for all tries, which is faster; each try has pairs of its own. */
  private static JoinDriver driver;

  private static Path folder;
  private static int tries;

  @BeforeContainer
  static void open() throws IOException {
    folder = Files.createTempDirectory("join");
    driver = new JoinDriver(folder);
  }

  @AfterContainer
  static void close() throws IOException {
    driver.close();
    delete(folder);
  }

  /** A record of the input: a vote, or a preference. */
  private record Item(String pairId, JoinInput input) {}

  @Property(tries = 300)
  void anyOrderAndRepetitionGivesTheSameBattles(@ForAll Random random) {
    List<Item> items = new ArrayList<>();
    for (String pair : NAMES) {
      addPreferences(pair, items, random);
      addVotes(pair, items, random);
    }
    Map<String, Battle> expected = expected(items);

    for (int run = 0; run < 2; run++) {
      List<Item> arriving = new ArrayList<>(items);
      for (int repeated = random.nextInt(8); repeated > 0; repeated--) {
        arriving.add(items.get(random.nextInt(items.size())));
      }
      Collections.shuffle(arriving, random);
      assertThat(joined(arriving)).isEqualTo(expected);
    }
  }

  private static void addPreferences(String pair, List<Item> items, Random random) {
    int hashes = random.nextInt(4) == 0 ? 2 : 1;
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      boolean old = random.nextInt(4) == 0;
      PairFacts facts = Samples.facts(100 + random.nextInt(hashes));
      items.add(
          new Item(
              pair,
              new PreferenceInput(
                  random.nextInt(3),
                  START.toEpochMilli(),
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

  private static void addVotes(String pair, List<Item> items, Random random) {
    VoteOutcome[] outcomes = {
      VoteOutcome.A, VoteOutcome.B, VoteOutcome.TIE, VoteOutcome.BOTH_BAD, VoteOutcome.WITHDRAWN
    };
    for (int i = random.nextInt(8); i > 0; i--) {
      boolean anonymous = random.nextInt(6) == 0;
      // each record has a position of its own
      Position position = new Position(random.nextInt(3), items.size());
      // one vote in ten was cast too early
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
              .build();
      items.add(
          new Item(
              pair,
              new VoteInput(
                  vote.getKind(),
                  anonymous
                      ? BattleKey.anonymousVoter(JoinDriver.VOTES, position)
                      : vote.getVoter(),
                  anonymous,
                  VoteContent.of(vote, position),
                  new VoteInput.Original(null, JoinDriver.bytes(vote)))));
    }
  }

  /** What is left in the topic of battles after compaction, without what depends on the order. */
  private static Map<String, Battle> joined(List<Item> items) {
    String prefix = ++tries + " ";
    for (Item item : items) {
      driver.join(prefix + item.pairId(), item.input(), START.plusSeconds(10));
    }
    Map<String, Battle> battles = new TreeMap<>();
    for (JoinDriver.Written written : driver.battles()) {
      String pairId = written.key().pairId().substring(prefix.length());
      String key = new BattleKey(pairId, written.key().kind(), written.key().voter()).text();
      if (written.battle().isEmpty()) {
        battles.remove(key);
      } else {
        battles.put(key, comparable(pairId, written.battle().get()));
      }
    }
    return battles;
  }

  /** Without the number of changes, and without which of several equal records was the source. */
  private static Battle comparable(String pairId, Battle battle) {
    return Battle.newBuilder(battle)
        .setPairId(pairId)
        .setRevision(0)
        .setSource(new RecordPosition(0, 0L))
        .build();
  }

  /** The battles of the whole input, computed at once. */
  private static Map<String, Battle> expected(List<Item> items) {
    Map<String, Battle> battles = new TreeMap<>();
    for (String pair : NAMES) {
      List<PreferenceInput> preferences = new ArrayList<>();
      Map<String, List<VoteInput>> votes = new TreeMap<>();
      for (Item item : items) {
        if (item.pairId().equals(pair) && item.input() instanceof PreferenceInput preference) {
          preferences.add(preference);
        } else if (item.pairId().equals(pair) && item.input() instanceof VoteInput vote) {
          votes
              .computeIfAbsent(
                  new BattleKey(pair, vote.kind(), vote.voter()).text(), k -> new ArrayList<>())
              .add(vote);
        }
      }
      votes.forEach(
          (key, ofVoter) -> {
            VoteInput last = null;
            for (VoteInput vote : ofVoter) {
              if (vote.content().votedAt() >= START.minusSeconds(3600).toEpochMilli()
                  && (last == null || isLater(vote.content(), last.content()))) {
                last = vote;
              }
            }
            if (last != null && last.content().outcome() != VoteOutcome.WITHDRAWN) {
              battles.put(key, battle(pair, last, preferences));
            }
          });
    }
    return battles;
  }

  private static boolean isLater(VoteContent vote, VoteContent other) {
    if (vote.votedAt() != other.votedAt()) {
      return vote.votedAt() > other.votedAt();
    }
    if (vote.position().partition() != other.position().partition()) {
      return vote.position().partition() > other.position().partition();
    }
    return vote.position().offset() > other.position().offset();
  }

  private static Battle battle(String pair, VoteInput vote, List<PreferenceInput> preferences) {
    VoteContent content = vote.content();
    Set<Long> hashes = new HashSet<>();
    PairDescription description = PairDescription.NONE;
    int rank = Integer.MAX_VALUE;
    Map<String, ScorerPrediction> predictions = new TreeMap<>();
    for (PreferenceInput preference : preferences) {
      PairDescription each = preference.description();
      if (each.facts() != null) {
        hashes.add(each.facts().getPairHash());
      }
      if (rank(each) < rank) {
        rank = rank(each);
        description = each;
      }
      ScorerPrediction prediction = preference.prediction();
      ScorerPrediction known = predictions.get(prediction.topic() + " " + prediction.model());
      if (known == null
          || prediction.scoredAt() < known.scoredAt()
          || (prediction.scoredAt() == known.scoredAt() && prediction.a() < known.a())) {
        predictions.put(prediction.topic() + " " + prediction.model(), prediction);
      }
    }
    List<Prediction> written = new ArrayList<>();
    predictions.forEach(
        (scorer, each) ->
            written.add(
                new Prediction(
                    each.topic(),
                    each.model(),
                    each.a(),
                    each.b(),
                    each.tie(),
                    Instant.ofEpochMilli(each.scoredAt()),
                    each.scoredAt() <= content.votedAt())));
    Position position = description.position();
    return Battle.newBuilder()
        .setPairId(pair)
        .setKind(vote.kind())
        .setVoter(vote.anonymous() ? null : vote.voter())
        .setOutcome(content.outcome())
        .setVotedAt(Instant.ofEpochMilli(content.votedAt()))
        .setModelA(description.modelA() != null ? description.modelA() : content.modelA())
        .setModelB(description.modelB())
        .setFacts(description.facts())
        .setPair(
            position == null ? null : new RecordPosition(position.partition(), position.offset()))
        .setAmbiguous(hashes.size() > 1)
        .setSource(new RecordPosition(0, 0L))
        .setPredictions(written)
        .build();
  }

  /** The rank of a description among the few that occur here: facts, position, hash, models. */
  private static int rank(PairDescription each) {
    int models =
        (each.modelA() == null ? 2 : each.modelA().charAt(1) - '0') * 2
            + (each.modelB() == null ? 1 : 0);
    if (each.facts() == null || each.position() == null) {
      return 1_000_000 + models;
    }
    int position = each.position().partition() * 10 + (int) each.position().offset();
    int hash = (int) (each.facts().getPairHash() - 100);
    return position * 1000 + hash * 100 + models;
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
