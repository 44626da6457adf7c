package dev.arena.lab.bench;

/**
 * One measurement of one subject.
 *
 * @param pairs how many pairs were handled, at least 1
 * @param wallNanos time that passed
 * @param cpuNanos processor time of the whole process meanwhile, of all its threads
 */
record Sample(long pairs, long wallNanos, long cpuNanos) {
  double pairsPerSecond() {
    return pairs * 1e9 / wallNanos;
  }

  double cpuMillisPerPair() {
    return cpuNanos / 1e6 / pairs;
  }
}
