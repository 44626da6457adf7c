package dev.arena.statistics.rating;

import java.util.Arrays;

/**
 * How many voters stand behind ratings. <em>Independent</em> voters are the known ones plus one for
 * each anonymous battle.
 *
 * @param known voters that have a battle
 * @param largest number of battles of one known voter
 * @param anonymous battles without a known voter
 * @param knownOfModel known voters by model, over all battles
 * @param independentOfModel independent voters by model, over rated battles
 * @param knownOfComponent known voters by component, over rated battles
 * @param ratedKnown known voters that have a rated battle
 * @param ratedIndependent independent voters that have a rated battle
 */
record VoterCounts(
    int known,
    long largest,
    long anonymous,
    int[] knownOfModel,
    long[] independentOfModel,
    int[] knownOfComponent,
    int ratedKnown,
    long ratedIndependent) {

  static VoterCounts of(Battles battles, Components components, Battles.VoterRows byVoter) {
    return new Counting(battles, components).count(byVoter);
  }

  /** Counts each voter once by remembering the last voter seen. */
  private static final class Counting {
    private final Battles battles;
    private final Components components;
    private final int[] knownOfModel;
    private final long[] independentOfModel;
    private final int[] knownOfComponent;
    private final int[] lastOfModel;
    private final int[] lastRatedOfModel;
    private final int[] lastOfComponent;
    private int ratedKnown;
    private long ratedAnonymous;
    private long anonymous;

    Counting(Battles battles, Components components) {
      this.battles = battles;
      this.components = components;
      int models = battles.models().size();
      knownOfModel = new int[models];
      independentOfModel = new long[models];
      knownOfComponent = new int[components.count()];
      lastOfModel = never(models);
      lastRatedOfModel = never(models);
      lastOfComponent = never(components.count());
    }

    VoterCounts count(Battles.VoterRows byVoter) {
      int known = 0;
      for (int voter = 0; voter < battles.voterLimit(); voter++) {
        boolean isRated = false;
        for (int i = byVoter.start()[voter]; i < byVoter.start()[voter + 1]; i++) {
          isRated |= countKnown(voter, byVoter.pairs()[i]);
        }
        known += byVoter.start()[voter] < byVoter.start()[voter + 1] ? 1 : 0;
        ratedKnown += isRated ? 1 : 0;
      }
      long[] votes = new long[battles.voterLimit()];
      for (int row = 0; row < battles.rows(); row++) {
        if (battles.voter(row) == Battles.ANONYMOUS) {
          countAnonymous(battles.pair(row), battles.count(row));
        } else {
          votes[battles.voter(row)] += battles.count(row);
        }
      }
      return new VoterCounts(
          known,
          Arrays.stream(votes).max().orElse(0),
          anonymous,
          knownOfModel,
          independentOfModel,
          knownOfComponent,
          ratedKnown,
          ratedKnown + ratedAnonymous);
    }

    private boolean countKnown(int voter, int pair) {
      int first = battles.first(pair);
      int second = battles.second(pair);
      boolean isRated = components.connects(first, second);
      countKnown(voter, first, isRated);
      countKnown(voter, second, isRated);
      if (isRated) {
        int component = components.componentOfParameter(components.parameterOf(first));
        if (lastOfComponent[component] != voter) {
          lastOfComponent[component] = voter;
          knownOfComponent[component]++;
        }
      }
      return isRated;
    }

    private void countKnown(int voter, int model, boolean isRated) {
      if (lastOfModel[model] != voter) {
        lastOfModel[model] = voter;
        knownOfModel[model]++;
      }
      if (isRated && lastRatedOfModel[model] != voter) {
        lastRatedOfModel[model] = voter;
        independentOfModel[model]++;
      }
    }

    private void countAnonymous(int pair, int votes) {
      anonymous += votes;
      int first = battles.first(pair);
      int second = battles.second(pair);
      if (components.connects(first, second)) {
        independentOfModel[first] += votes;
        independentOfModel[second] += votes;
        ratedAnonymous += votes;
      }
    }

    private static int[] never(int size) {
      int[] last = new int[size];
      Arrays.fill(last, -1);
      return last;
    }
  }
}
