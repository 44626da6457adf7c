package dev.arena.statistics.rating;

/**
 * The pairs of models that votes rate, with the total weights of their results. Pairs that are not
 * within one component are not among them.
 *
 * @param ofPair for each pair of the battles its position here, or -1
 * @param first parameters of the pairs' first models
 * @param second parameters of the pairs' second models
 */
record RatedPairs(
    int[] ofPair,
    int[] first,
    int[] second,
    double[] firstWins,
    double[] ties,
    double[] secondWins) {

  static RatedPairs of(Battles battles, Components components, double[] rowWeights) {
    int[] ofPair = new int[battles.pairs()];
    int rated = 0;
    for (int pair = 0; pair < battles.pairs(); pair++) {
      boolean counts = components.connects(battles.first(pair), battles.second(pair));
      ofPair[pair] = counts ? rated++ : -1;
    }
    RatedPairs pairs =
        new RatedPairs(
            ofPair,
            new int[rated],
            new int[rated],
            new double[rated],
            new double[rated],
            new double[rated]);
    double[][] byResult = {pairs.firstWins, pairs.ties, pairs.secondWins};
    for (int pair = 0; pair < battles.pairs(); pair++) {
      int at = ofPair[pair];
      if (at < 0) {
        continue;
      }
      pairs.first[at] = components.parameterOf(battles.first(pair));
      pairs.second[at] = components.parameterOf(battles.second(pair));
      for (int row = battles.start(pair); row < battles.start(pair + 1); row++) {
        byResult[battles.result(row)][at] += rowWeights[row];
      }
    }
    return pairs;
  }

  int size() {
    return first.length;
  }

  double weight(int at) {
    return firstWins[at] + ties[at] + secondWins[at];
  }

  double totalWeight() {
    return totalTies() + totalDecisive();
  }

  double totalTies() {
    double sum = 0;
    for (double weight : ties) {
      sum += weight;
    }
    return sum;
  }

  double totalDecisive() {
    double sum = 0;
    for (int at = 0; at < size(); at++) {
      sum += firstWins[at] + secondWins[at];
    }
    return sum;
  }
}
