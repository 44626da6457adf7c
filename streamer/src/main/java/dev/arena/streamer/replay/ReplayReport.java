package dev.arena.streamer.replay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.models.Probabilities;
import dev.arena.models.votes.VoteMetrics;
import dev.arena.schemas.Preference;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.text.TerminalText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The report of a replay: the result file, metrics over the votes, and the reasons why rows have no
 * answer. For use by one thread.
 */
final class ReplayReport implements ReplayListener {
  private static final int MOST_TOLD = 10;

  private @Nullable ResultFile out;
  private final VoteMetrics metrics = new VoteMetrics();
  private final ClassPrior shares = new ClassPrior();
  private final List<String> unanswered = new ArrayList<>();
  private long untold;

  /** Writes rows to this file from now on; null for none. */
  void writeTo(@Nullable ResultFile result) {
    out = result;
  }

  @Override
  public void accounted(ReplayRow row, RowResult rowResult) {
    if (rowResult instanceof RowResult.Answered answer) {
      judge(row, answer.preference());
    } else if (rowResult instanceof RowResult.DeadLettered letter) {
      tell("dead letter: " + row.place() + " (id " + row.id() + "): " + letter.reason());
    } else if (rowResult instanceof RowResult.Missing missing) {
      tell("missing: " + row.place() + " (id " + row.id() + "): " + missing.reason());
    }
    if (out != null) {
      out.add(row, rowResult);
    }
  }

  private void judge(ReplayRow row, Preference preference) {
    Outcome vote = row.vote();
    if (vote != null) {
      metrics.add(
          new Probabilities(
              preference.getWinnerModelA(),
              preference.getWinnerModelB(),
              preference.getWinnerTie()),
          vote);
      shares.add(vote);
    }
  }

  private void tell(String line) {
    if (unanswered.size() < MOST_TOLD) {
      unanswered.add(TerminalText.line(line));
    } else {
      untold++;
    }
  }

  /** One line for each of the first ten rows without an answer, and the number of the others. */
  List<String> unanswered() {
    List<String> lines = new ArrayList<>(unanswered);
    if (untold > 0) {
      lines.add("... and " + untold + " more rows without an answer");
    }
    return lines;
  }

  /** What the replay did, in one or two lines. */
  List<String> summary(ReplaySummary summary) {
    ReplayProgress counts = summary.counts();
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(number(counts.sent()) + " sent");
    if (summary.sentBefore() > 0) {
      line.append(", ").append(summary.sentBefore()).append(" of them earlier");
    }
    if (counts.answered() + counts.deadLetters() > 0 || metrics.rows() > 0) {
      line.append(", ").append(counts.answered()).append(" answered");
    }
    append(line, counts.deadLetters(), counts.deadLetters() == 1 ? "dead letter" : "dead letters");
    append(line, counts.missing(), "missing");
    append(line, counts.duplicates(), "answered more than once");
    append(line, summary.skipped(), "bad rows skipped");
    append(line, summary.votes(), summary.votes() == 1 ? "vote sent" : "votes sent");
    line.append(String.format(Locale.ROOT, " in %.1f s", summary.elapsed().toNanos() / 1e9));
    if (summary.sentNow() > 0) { // the others were sent, and perhaps scored, before this attempt
      line.append(
          String.format(
              Locale.ROOT,
              summary.sentBefore() == 0 ? " (%.0f/s)" : " (%.0f/s for those sent now)",
              summary.perSecond()));
    }
    lines.add(line.toString());
    if (metrics.rows() > 0) {
      VoteMetrics constant = shares.metrics();
      lines.add(
          String.format(
              Locale.ROOT,
              "log loss %.5f, accuracy %.4f over %d votes (class prior: %.5f, %.4f)",
              metrics.logLoss(),
              metrics.accuracy(),
              metrics.rows(),
              constant.logLoss(),
              constant.accuracy()));
    }
    return lines;
  }

  /** The same summary as JSON. */
  String json(ReplaySummary summary) {
    ReplayProgress counts = summary.counts();
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    report.put("run", summary.run());
    report.put("read", counts.sent() + summary.skipped());
    report.put("sent", counts.sent());
    report.put("sent_before", summary.sentBefore());
    ObjectNode rejected = report.putObject("rejected");
    rejected.put("rows", summary.skipped());
    summary.firstSkipped().forEach(rejected.putArray("first")::add);
    report.put("scored", counts.answered());
    report.put("dead_letters", counts.deadLetters());
    report.put("missing", counts.missing());
    unanswered().forEach(report.putArray("without_answer")::add);
    report.put("answered_more_than_once", counts.duplicates());
    report.put("votes_sent", summary.votes());
    report.put("seconds", summary.elapsed().toMillis() / 1e3);
    report.put("pairs_per_second", Math.round(10 * summary.perSecond()) / 10.0);
    if (metrics.rows() > 0) {
      ObjectNode votes = report.putObject("votes");
      votes.put("rows", metrics.rows());
      add(votes, metrics);
      ObjectNode constant = votes.putObject("constant_shares");
      for (Outcome outcome : Outcome.values()) {
        constant.put(outcome.columnName(), shares.of(outcome));
      }
      add(constant, shares.metrics());
    }
    return report.toPrettyString() + "\n";
  }

  private static void add(ObjectNode fields, VoteMetrics metrics) {
    fields.put("log_loss", metrics.logLoss()).put("accuracy", metrics.accuracy());
  }

  private static String number(long rows) {
    return rows == 1 ? "1 pair" : rows + " pairs";
  }

  private static void append(StringBuilder line, long count, String what) {
    if (count > 0) {
      line.append(", ").append(count).append(' ').append(what);
    }
  }

  /**
   * How often each outcome was voted for, and the metrics of a predictor that knows these shares in
   * advance and always predicts them: the baseline that a model has to beat.
   */
  private static final class ClassPrior {
    private final long[] votes = new long[Outcome.values().length];

    void add(Outcome vote) {
      votes[vote.ordinal()]++;
    }

    /** The share of one outcome, in [0, 1]. */
    double of(Outcome outcome) {
      return (double) votes[outcome.ordinal()] / Math.max(1, Arrays.stream(votes).sum());
    }

    /** The metrics of these shares as a prediction of the same votes. */
    VoteMetrics metrics() {
      VoteMetrics metrics = new VoteMetrics();
      Probabilities shares =
          Probabilities.scaled(
              of(Outcome.WINNER_MODEL_A), of(Outcome.WINNER_MODEL_B), of(Outcome.WINNER_TIE));
      for (Outcome outcome : Outcome.values()) {
        for (long i = 0; i < votes[outcome.ordinal()]; i++) {
          metrics.add(shares, outcome);
        }
      }
      return metrics;
    }
  }
}
