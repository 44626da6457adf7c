package dev.arena.console.voting;

import dev.arena.console.topics.ContentsWriter;
import dev.arena.console.topics.TopicContents;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Random;

/**
 * Measures how long it takes to draw a pair from 10,000, while 100 voters have 10,000 votes on
 * them, in time of the thread's processor. Run {@code main} without arguments.
 */
final class DrawTimings {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int RECORDS = 10_000;
  private static final int VOTERS = 100;
  private static final int DRAWS = 200;

  private DrawTimings() {}

  /** Prints a line. */
  public static void main(String[] arguments) {
    TopicContents contents = new TopicContents(RECORDS, (kind, version) -> {});
    for (int i = 0; i < RECORDS; i++) {
      ContentsWriter.add(contents, VotingStage.pair("0123456789-0123456789-0123456789-" + i));
      ContentsWriter.add(
          contents,
          Vote.newBuilder()
              .setPairId("0123456789-0123456789-0123456789-" + i)
              .setOutcome(VoteOutcome.A)
              .setVoter("voter-" + i % VOTERS)
              .setVotedAt(VotingStage.START)
              .build());
    }
    NextPair next = new NextPair(contents, new HandledPairs(HandledPairs.MAX), new Random(1));
    double[] millis = new double[DRAWS];
    for (int i = 0; i < 2 * DRAWS; i++) { // the first half warms up
      long start = THREADS.getCurrentThreadCpuTime();
      if (next.draw("voter-" + i % VOTERS).isEmpty()) {
        throw new IllegalStateException("there are pairs on which this voter has not voted");
      }
      millis[i % DRAWS] = (THREADS.getCurrentThreadCpuTime() - start) / 1e6;
    }
    Arrays.sort(millis);
    System.out.printf(
        "milliseconds to draw one of %d pairs: median %.2f, slowest %.2f%n",
        RECORDS, millis[DRAWS / 2], millis[DRAWS - 1]);
  }
}
