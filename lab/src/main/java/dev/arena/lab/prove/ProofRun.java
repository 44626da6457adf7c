package dev.arena.lab.prove;

import dev.arena.lab.load.PacedProducer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The course of a run on running services: while faults are injected, pairs are written and, in a
 * run with votes, votes on most of them; then votes on unknown pairs time out, and the rest is
 * written. For use by one thread.
 */
final class ProofRun {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

  private final Proof.Options options;
  private final Pairs pairs;
  private final FaultRunner faults;
  private final Fleet scorers;
  private final @Nullable VotesPart votes;
  private final LongSupplier nanoClock;
  private final StallDetector stall;
  private ProveReport.@Nullable Votes votesReport;

  /** Creates a run with running services; votes is null in a run without them. */
  ProofRun(
      Proof.Options options,
      Pairs pairs,
      FaultRunner faults,
      Fleet scorers,
      @Nullable VotesPart votes,
      LongSupplier nanoClock) {
    this.options = options;
    this.pairs = pairs;
    this.faults = faults;
    this.scorers = scorers;
    this.votes = votes;
    this.nanoClock = nanoClock;
    this.stall = new StallDetector(options.stall(), nanoClock);
  }

  /** What writes and reads the records that are scored. */
  record Pairs(
      Ledger ledger,
      Inputs.Feed feed,
      PacedProducer writer,
      OutputReader reader,
      GroupProgress group) {
    /** Whether each of the first records has its output, or its offset is committed without one. */
    boolean areComplete(int records, long nanos) {
      return ledger.sent() == records
          && (ledger.accounted() == records || group.hasCaughtUp(nanos));
    }
  }

  /** The votes, and the instances of the votes service. */
  record VotesPart(VotesRun run, Fleet services) {}

  /** Performs the run. */
  ProveReport run(IntConsumer progress) throws InterruptedException {
    long start = nanoClock.getAsLong();
    pairs.reader().start();
    pairs.writer().start(pairs.feed());
    boolean finished = votes == null ? score(options.records(), progress) : run(votes, progress);
    scorers.awaitIdle();
    scorers.shutDown();
    scorers.awaitIdle();
    pairs.reader().finish();
    return ProveReport.of(
        options,
        pairs.ledger(),
        faults,
        scorers,
        new ProveReport.Ending(
            !finished, Duration.ofNanos(nanoClock.getAsLong() - start), votesReport));
  }

  /** Performs a run with votes; returns false if it stalls. */
  private boolean run(VotesPart part, IntConsumer progress) throws InterruptedException {
    VotesRun run = part.run();
    run.start();
    if (!score(run.firstPairs(), progress) || !awaitRead(run)) {
      return false;
    }
    run.letTimePass();
    if (!awaitRead(run)) {
      return false;
    }
    VotesVerdict verdict = run.settle(this::keepRunning);
    if (verdict.good()) {
      run.writeRest();
      if (!score(options.records(), progress) || !awaitRead(run)) {
        return false;
      }
      verdict = run.settleAll(this::keepRunning);
    }
    part.services().awaitIdle();
    part.services().shutDown();
    part.services().awaitIdle();
    votesReport = run.report(verdict.good() ? run.finish() : verdict, part.services());
    return true;
  }

  /** Writes records up to a number, and waits for their outputs; returns false if it stalls. */
  private boolean score(int records, IntConsumer progress) throws InterruptedException {
    Ledger ledger = pairs.ledger();
    int limit = Math.min(records, ledger.sent() + options.lead());
    while (!(faults.finished() && pairs.areComplete(records, nanoClock.getAsLong()))) {
      int accounted = ledger.accounted();
      keepRunning();
      int started = faults.started();
      faults.step(accounted, accounted < limit);
      // there is work when a fault begins, and some remains after it
      int afterThis = faults.started() == started ? limit : accounted + options.lead();
      limit =
          Math.min(
              records,
              Math.max(afterThis, faults.next().map(at -> at + options.lead()).orElse(records)));
      pairs.feed().setLimit(limit);
      pairs.writer().requireNoFailure();
      pairs.reader().requireNoFailure();
      progress.accept(accounted);
      if (stall.isStalled((long) accounted + faults.started())) {
        return false;
      }
      pause();
    }
    return true;
  }

  /** Waits until all votes so far are written and read; returns false if it stalls. */
  private boolean awaitRead(VotesRun run) throws InterruptedException {
    while (!(run.isWritten() && run.isRead())) {
      keepRunning();
      if (stall.isStalled(-1)) {
        return false;
      }
      pause();
    }
    return true;
  }

  private void keepRunning() throws InterruptedException {
    scorers.restartEnded();
    if (votes != null) {
      votes.services().restartEnded();
    }
  }

  /** Waits a short while. */
  static void pause() throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(POLL_INTERVAL.toNanos());
  }

  /** A detector of runs without progress. For use by one thread. */
  private static final class StallDetector {
    private final Duration limit;
    private final LongSupplier nanoClock;
    private long last;
    private long progress;

    /**
     * Creates a detector.
     *
     * @param limit how long a run may go without progress
     */
    StallDetector(Duration limit, LongSupplier nanoClock) {
      this.limit = limit;
      this.nanoClock = nanoClock;
      this.last = nanoClock.getAsLong();
    }

    /** Whether the number has not changed for longer than the limit. */
    boolean isStalled(long progressNow) {
      if (progressNow != progress) {
        progress = progressNow;
        last = nanoClock.getAsLong();
      }
      return nanoClock.getAsLong() - last > limit.toNanos();
    }
  }
}
