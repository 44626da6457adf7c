package dev.arena.lab.prove;

import dev.arena.cli.ArenaVersion;
import dev.arena.lab.report.ReportOutput;
import dev.arena.lab.report.TextLines;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The report that {@code arena prove} prints. Each component is a field in the JSON, in snake case.
 *
 * @param date date of the run
 * @param arena version of this build
 * @param good whether the whole plan was carried out, and there are no violations
 * @param faults number of faults of each kind
 * @param kinds number of records that were sent, by kind
 * @param wrong number of violations of each kind
 * @param examples descriptions of the first violations
 * @param secondsAfterKill takeover times after {@code kill -9}; null if none was measured
 * @param secondsAfterStop takeover times after SIGTERM; null if none was measured
 * @param unmeasured number of takeovers that were not measured, because they took too long or no
 *     work remained
 * @param unexpectedExits how often a scorer exited unexpectedly
 * @param failedStarts how often a scorer ended before it was ready
 * @param stalled whether the run was stopped because it made no progress
 * @param votes null in a run without votes
 */
record ProveReport(
    String date,
    String arena,
    long seed,
    boolean good,
    Settings settings,
    Map<String, Integer> faults,
    int sent,
    int scored,
    int deadLetters,
    Map<String, Integer> kinds,
    Map<String, Integer> wrong,
    List<String> examples,
    @Nullable Seconds secondsAfterKill,
    @Nullable Seconds secondsAfterStop,
    int unmeasured,
    int unexpectedExits,
    int failedStarts,
    boolean stalled,
    double durationSeconds,
    @Nullable Votes votes)
    implements ReportOutput.Report {
  private static final double MILLIS = 1e3;
  private static final String ROW = "%,9d %s";

  /** The settings of the run that affect the takeover times. */
  record Settings(
      int scorers,
      int partitions,
      double sessionSeconds,
      double heartbeatSeconds,
      double transactionSeconds) {
    static Settings of(Proof.Options options) {
      return new Settings(
          options.scorers(),
          options.partitions(),
          options.timeouts().session().toMillis() / MILLIS,
          options.timeouts().heartbeat().toMillis() / MILLIS,
          options.timeouts().transaction().toMillis() / MILLIS);
    }
  }

  /**
   * How a run ended.
   *
   * @param votes null in a run without votes, and if it stalled before they could be checked
   */
  record Ending(boolean stalled, Duration duration, @Nullable Votes votes) {}

  /**
   * The part of the report about votes.
   *
   * @param kinds number of votes that were sent, by kind
   * @param battles number of battles that are left
   * @param deadLetters number of dead letters by reason
   * @param evaluations number of sums in the topic of evaluations
   * @param leaderboards number of leaderboards in their topic
   * @param wrong number of violations of each kind
   * @param examples descriptions of the first violations
   * @param unexpectedExits how often a votes service exited unexpectedly
   * @param failedStarts how often a votes service ended before it was ready
   */
  record Votes(
      int sent,
      Map<String, Integer> kinds,
      int battles,
      Map<String, Integer> deadLetters,
      int evaluations,
      int leaderboards,
      Map<String, Integer> wrong,
      List<String> examples,
      int unexpectedExits,
      int failedStarts) {
    /** Whether there are no violations. */
    boolean good() {
      return wrong.values().stream().allMatch(count -> count == 0);
    }
  }

  /** Statistics of at least one duration. */
  record Seconds(int count, double median, double least, double largest) {
    static @Nullable Seconds of(List<Duration> durations) {
      if (durations.isEmpty()) {
        return null;
      }
      List<Double> sorted =
          durations.stream().map(each -> each.toMillis() / MILLIS).sorted().toList();
      return new Seconds(
          sorted.size(),
          sorted.get(sorted.size() / 2),
          sorted.get(0),
          sorted.get(sorted.size() - 1));
    }

    @Override
    public String toString() {
      return TextLines.format("%.1f s [%.1f, %.1f] of %d", median, least, largest, count);
    }
  }

  /**
   * Returns the report of a run that ends now.
   *
   * @param fleet the scorers
   */
  static ProveReport of(
      Proof.Options options, Ledger ledger, FaultRunner runner, Fleet fleet, Ending ending) {
    Ledger.Verdict verdict = ledger.verdict();
    Map<String, Integer> faults = new LinkedHashMap<>();
    for (FaultPlan.Kind kind : FaultPlan.Kind.values()) {
      if (options.votes() != null || !kind.name().startsWith("VOTES_")) {
        faults.put(
            kind.label(),
            kind == FaultPlan.Kind.POISON ? options.plan().poison().size() : runner.count(kind));
      }
    }
    Map<String, Integer> wrong = new LinkedHashMap<>();
    verdict.violations().forEach((what, count) -> wrong.put(what.label(), count));
    return new ProveReport(
        LocalDate.now(Clock.systemUTC()).toString(),
        ArenaVersion.current(),
        options.seed(),
        verdict.good() && !ending.stalled() && (ending.votes() == null || ending.votes().good()),
        Settings.of(options),
        faults,
        verdict.sent(),
        verdict.scored(),
        verdict.deadLetters(),
        ledger.kinds(),
        wrong,
        verdict.examples(),
        Seconds.of(runner.killGaps()),
        Seconds.of(runner.stopGaps()),
        runner.unmeasuredGaps(),
        fleet.unexpectedExits(),
        fleet.failedStarts(),
        ending.stalled(),
        ending.duration().toMillis() / MILLIS,
        ending.votes());
  }

  @Override
  public List<String> text() {
    TextLines text = new TextLines();
    text.add(
        "seed %d: %,d records on %d partitions, %d scorers around a stand-in for the model; from %s, Arena %s",
        seed, sent, settings.partitions(), settings.scorers(), date, arena);
    text.add(
        "clients: session %.1f s, heartbeat %.1f s, transaction %.1f s; one broker, with replication factor 1, which checks for expired transactions every 1 s",
        settings.sessionSeconds(), settings.heartbeatSeconds(), settings.transactionSeconds());
    text.addEmpty();
    text.add("faults");
    faults.forEach((kind, count) -> text.add(ROW, count, kind));
    text.add(
        "          scorers exited unexpectedly %d times, and %d times before they were ready",
        unexpectedExits, failedStarts);
    text.addEmpty();
    text.add("records");
    text.add(ROW, scored, "scored");
    text.add(ROW, deadLetters, "dead letters");
    text.add("          sent: %s", counts(kinds));
    text.addEmpty();
    text.add("wrong");
    wrong.forEach((what, count) -> text.add(ROW, count, what));
    examples.forEach(example -> text.add("          %s", example));
    text.addEmpty();
    if (votes != null) {
      addVotes(text, votes);
      text.addEmpty();
    }
    addTakeovers(text);
    text.addEmpty();
    text.add("%s after %.0f s", conclusion(), durationSeconds);
    return text.list();
  }

  private static void addVotes(TextLines text, Votes votes) {
    text.add("votes");
    text.add(ROW, votes.battles(), "battles");
    text.add(
        "%,9d dead letters: %s",
        votes.deadLetters().values().stream().mapToInt(Integer::intValue).sum(),
        counts(votes.deadLetters()));
    text.add(ROW, votes.evaluations(), "sums of the evaluation");
    text.add(ROW, votes.leaderboards(), "leaderboards");
    text.add("          sent: %,d (%s)", votes.sent(), counts(votes.kinds()));
    text.add(
        "          votes services exited unexpectedly %d times, and %d times before they were ready",
        votes.unexpectedExits(), votes.failedStarts());
    text.addEmpty();
    text.add("wrong with votes");
    votes.wrong().forEach((what, count) -> text.add(ROW, count, what));
    votes.examples().forEach(example -> text.add("          %s", example));
  }

  private void addTakeovers(TextLines text) {
    text.add(
        "until another process has written to each partition whose last preference was the scorer's,");
    text.add("as a consumer of committed records sees it; median [smallest, largest]");
    text.add("   after kill -9: %s", secondsAfterKill == null ? "not measured" : secondsAfterKill);
    text.add("   after SIGTERM: %s", secondsAfterStop == null ? "not measured" : secondsAfterStop);
    if (unmeasured > 0) {
      text.add("   not measured (no work left, or no takeover within 90 s): %d", unmeasured);
    }
  }

  private String conclusion() {
    if (stalled) {
      return "STOPPED: no progress";
    }
    if (!good) {
      return "WRONG";
    }
    return votes == null
        ? "GOOD: every record exactly once, as expected"
        : "GOOD: every record exactly once, and every battle, sum and leaderboard, as expected";
  }

  private static String counts(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .map(each -> TextLines.format("%,d %s", each.getValue(), each.getKey()))
        .collect(Collectors.joining(", "));
  }
}
