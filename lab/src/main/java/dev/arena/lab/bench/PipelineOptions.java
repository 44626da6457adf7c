package dev.arena.lab.bench;

/**
 * How the pipeline alone is measured.
 *
 * @param input CSV file of pairs; - is standard input
 * @param mostPairs how many of its first pairs are taken, at least 1
 * @param rounds how often each is measured, at least 1
 * @param records how many are brought from topic to topic, all rounds together, at least 1
 */
record PipelineOptions(String input, int mostPairs, int rounds, long records) {
  /** Records of a round of one instance at full speed. */
  long perRound() {
    return Math.max(1, records / rounds);
  }

  /** Records of a round of the scaling, whose instances wait most of the time. */
  long perScalingRound() {
    return Math.max(1, perRound() / 8);
  }
}
