package dev.arena.statistics.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** The same current battles give the same board bit for bit, however they came about. */
class BattleOrderTest {
  private static final List<RatingOptions> ALL_OPTIONS =
      List.of(
          RatingOptions.DEFAULT,
          RatingOptions.DEFAULT.with(IntervalMethod.PER_VOTE),
          RatingOptions.DEFAULT.with(RatingMethod.DAVIDSON),
          RatingOptions.DEFAULT.with(StyleControl.STANDARD),
          RatingOptions.DEFAULT.with(StyleControl.FASTCHAT));

  @Property
  void ordersDuplicatesAndRetractionsDoNotChangeTheBoard(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 400) int votes) {
    List<Change> changes = changes(random, votes);
    Map<Long, RatedVote> current = new HashMap<>();
    for (Change change : changes) {
      apply(change, current);
    }
    List<Long> ids = new ArrayList<>(current.keySet());
    Collections.shuffle(ids, random);
    BattleTable direct = new BattleTable();
    for (long id : ids) {
      direct.put(id, current.get(id));
    }
    BattleTable changed = new BattleTable();
    for (Change change : changes) {
      if (change.vote() == null) {
        changed.remove(change.id());
      } else {
        changed.put(change.id(), change.vote());
      }
    }

    assertThat(changed.size()).isEqualTo(direct.size());
    for (RatingOptions options : ALL_OPTIONS) {
      assertThat(board(changed, options)).isEqualTo(board(direct, options));
    }
  }

  @Property(tries = 100)
  void aLimitKeepsTheModelsWithTheMostBattlesWhateverTheOrder(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 400) int votes) {
    List<RatedVote> given = new ArrayList<>();
    for (int i = 0; i < votes; i++) {
      given.add(vote(random));
    }
    Battles limited = limited(table(given));
    Map<String, Integer> counts = new HashMap<>();
    for (RatedVote vote : given) {
      counts.merge(vote.modelA(), 1, Integer::sum);
      counts.merge(vote.modelB(), 1, Integer::sum);
    }
    List<String> largest =
        counts.keySet().stream()
            .sorted(
                Comparator.comparing((String model) -> -counts.get(model))
                    .thenComparing(Comparator.naturalOrder()))
            .limit(3)
            .toList();
    assertThat(largest).containsAll(limited.models());
    assertThat(limited.votes())
        .isEqualTo(
            given.stream()
                .filter(vote -> largest.contains(vote.modelA()) && largest.contains(vote.modelB()))
                .count());
    Collections.shuffle(given, random);
    assertThat(limited(table(given)).matchups()).isEqualTo(limited.matchups());
  }

  private static Battles limited(BattleTable table) {
    return table.battles(table.limitModels(slot -> true, 3));
  }

  private static BattleTable table(List<RatedVote> votes) {
    BattleTable table = new BattleTable();
    for (int i = 0; i < votes.size(); i++) {
      table.put(i, votes.get(i));
    }
    return table;
  }

  @Property(tries = 100)
  void exchangingTheSidesOfSomeBattlesDoesNotChangeTheBoard(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 400) int votes) {
    BattleTable given = new BattleTable();
    BattleTable exchanged = new BattleTable();
    for (int id = 0; id < votes; id++) {
      RatedVote vote = vote(random);
      given.put(id, vote);
      exchanged.put(id, random.nextBoolean() ? exchange(vote) : vote);
    }

    for (RatingOptions options : ALL_OPTIONS) {
      if (options.style() != StyleControl.FASTCHAT) { // which centres features as they are given
        assertThat(board(exchanged, options)).isEqualTo(board(given, options));
      }
    }
  }

  @Property(tries = 50)
  void anchorsShiftAllRatingsOfAComponentByAConstant(
      @ForAll Random random, @ForAll @IntRange(min = -3000, max = 3000) int rating) {
    BattleTable table = new BattleTable();
    for (int id = 0; id < 300; id++) {
      table.put(id, vote(random));
    }
    RatingBoard plain = RatingBoard.compute(table.battles(), RatingOptions.DEFAULT);
    BoardRow anchor = plain.rows().get(random.nextInt(plain.rows().size()));
    RatingBoard anchored =
        RatingBoard.compute(
            table.battles(), RatingOptions.DEFAULT.with(new RatingAnchor(anchor.model(), rating)));

    for (int i = 0; i < plain.rows().size(); i++) {
      BoardRow before = plain.rows().get(i);
      BoardRow after = anchored.rows().get(i);
      if (before.standing() == null || anchor.standing() == null) {
        continue;
      }
      double shift =
          before.standing().component() == anchor.standing().component()
              ? rating - anchor.standing().rating()
              : 0;
      assertThat(after.standing().rating())
          .isCloseTo(before.standing().rating() + shift, within(1e-9));
      assertThat(after.standing().rankBest()).isEqualTo(before.standing().rankBest());
    }
  }

  @Property(tries = 50)
  void aConstantAddedToTheStartDoesNotChangeTheFit(
      @ForAll Random random, @ForAll @IntRange(min = -5, max = 5) int constant) {
    BattleTable table = new BattleTable();
    for (int id = 0; id < 300; id++) {
      table.put(id, vote(random));
    }
    Battles battles = table.battles();
    RatingFit fit = RatingFit.of(battles, battles.rowWeights(), RatingOptions.DEFAULT);
    double[] start = fit.parameters().clone();
    for (int i = 0; i < start.length; i++) {
      start[i] = start[i] / 2 + constant;
    }

    double[] again =
        new Newton(fit.likelihood(), fit.components(), fit.pairs().totalWeight()).minimise(start);
    assertThat(again).containsExactly(fit.parameters(), within(1e-10));
  }

  /** A change of the votes: a new or changed vote, or null for a retraction. */
  private record Change(long id, @Nullable RatedVote vote) {}

  private static void apply(Change change, Map<Long, RatedVote> current) {
    if (change.vote() == null) {
      current.remove(change.id());
    } else {
      current.put(change.id(), change.vote());
    }
  }

  private static List<Change> changes(Random random, int votes) {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < votes; i++) {
      long id = random.nextInt(votes) * 0x1_0000_0001L;
      Change change = new Change(id, random.nextInt(5) == 0 ? null : vote(random));
      changes.add(change);
      if (random.nextInt(4) == 0) {
        changes.add(change); // the same again
      }
    }
    return changes;
  }

  private static RatedVote vote(Random random) {
    int a = random.nextInt(7);
    int b = (a + 1 + random.nextInt(6)) % 7;
    int point = random.nextInt(10);
    BattleResult result =
        point < 3 + (b - a + 7) % 7 / 2
            ? BattleResult.A_WINS
            : point < 8 ? BattleResult.TIE : BattleResult.B_WINS;
    String voter = random.nextInt(6) == 0 ? null : "voter " + random.nextInt(25);
    double weight = random.nextInt(3) == 0 ? 1 + random.nextInt(3) / 3.0 : 1;
    StyleDifference style =
        StyleDifference.between(
            new StyleCounts(random.nextInt(3), random.nextInt(2), random.nextInt(2), 0),
            new StyleCounts(random.nextInt(3), random.nextInt(2), random.nextInt(2), 0));
    return new RatedVote("model " + a, "model " + b, result, voter, weight, style);
  }

  private static RatedVote exchange(RatedVote vote) {
    StyleDifference style = vote.style();
    return new RatedVote(
        vote.modelB(),
        vote.modelA(),
        vote.result().mirrored(),
        vote.voter(),
        vote.weight(),
        new StyleDifference(-style.length(), -style.headers(), -style.lists(), -style.bold()));
  }

  /** The board, or why there is none. */
  private static Object board(BattleTable table, RatingOptions options) {
    Battles battles =
        options.style() == StyleControl.NONE ? table.battles() : table.styledBattles(slot -> true);
    if (battles.votes() == 0) {
      return "no battles";
    }
    try {
      return RatingBoard.compute(battles, options);
    } catch (IndeterminateRatingException reason) {
      return reason.getMessage();
    }
  }
}
