package dev.arena.local.bench;

import java.nio.file.Path;

/**
 * What to measure.
 *
 * @param bundle folder of the bundle
 * @param input CSV file of pairs; - is standard input
 * @param mostPairs how many of its first pairs are taken, at least 1
 * @param rounds how often each subject is measured, at least 1
 * @param threads that tokenise and run the encoder, at least 1
 * @param batchPairs how many pairs the library gets at once, at least 1
 */
record BenchOptions(
    Path bundle, String input, int mostPairs, int rounds, int threads, int batchPairs) {}
