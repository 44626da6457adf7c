package dev.arena.streamer.replay;

import dev.arena.models.Probabilities;
import dev.arena.models.votes.VoteMetrics;
import dev.arena.schemas.Preference;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.csv.SubmissionWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a replay leaves behind: lines of the submission file, metrics over the votes, and the story
 * of the rows that have no answer. For use by one thread.
 */
final class ReplayReport implements ReplayListener {
  private static final int MOST_TOLD = 10;

  private @Nullable SubmissionWriter out;
  private final VoteMetrics metrics = new VoteMetrics();
  private final List<String> unanswered = new ArrayList<>();
  private long untold;

  /** Answers are written there from now on; null for nowhere. */
  void writeTo(@Nullable SubmissionWriter submission) {
    out = submission;
  }

  @Override
  public void accounted(ReplayRow row, RowFate fate) {
    if (fate instanceof RowFate.Answered answer) {
      add(row, answer.preference());
    } else if (fate instanceof RowFate.DeadLettered letter) {
      tell("dead letter: " + row.place() + " (id " + row.id() + "): " + letter.reason());
    } else if (fate instanceof RowFate.Missing missing) {
      tell("missing: " + row.place() + " (id " + row.id() + "): " + missing.reason());
    }
  }

  private void add(ReplayRow row, Preference preference) {
    double a = preference.getWinnerModelA();
    double b = preference.getWinnerModelB();
    double tie = preference.getWinnerTie();
    Outcome vote = row.vote();
    if (vote != null) {
      metrics.add(new Probabilities(a, b, tie), vote);
    }
    if (out != null) {
      out.write(row.id(), a, b, tie);
    }
  }

  private void tell(String line) {
    if (unanswered.size() < MOST_TOLD) {
      unanswered.add(line);
    } else {
      untold++;
    }
  }

  /** One line for each row without an answer, the first ten, and how many more there are. */
  List<String> unanswered() {
    List<String> lines = new ArrayList<>(unanswered);
    if (untold > 0) {
      lines.add("... and " + untold + " more rows without an answer");
    }
    return lines;
  }

  /** What was done, in one to three lines. */
  List<String> summary(ReplaySummary summary) {
    ReplayProgress counts = summary.counts();
    List<String> lines = new ArrayList<>();
    double seconds = summary.elapsed().toNanos() / 1e9;
    StringBuilder line = new StringBuilder(number(counts.sent()) + " sent");
    if (counts.answered() + counts.deadLetters() > 0 || metrics.rows() > 0) {
      line.append(", ").append(counts.answered()).append(" answered");
    }
    append(line, counts.deadLetters(), counts.deadLetters() == 1 ? "dead letter" : "dead letters");
    append(line, counts.missing(), "missing");
    append(line, counts.duplicates(), "answered more than once");
    append(line, summary.skipped(), "bad rows left out");
    line.append(
        String.format(Locale.ROOT, " in %.1f s (%.0f/s)", seconds, counts.sent() / seconds));
    lines.add(line.toString());
    if (metrics.rows() > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "log loss %.5f, accuracy %.4f over %d votes",
              metrics.logLoss(),
              metrics.accuracy(),
              metrics.rows()));
    }
    return lines;
  }

  private static String number(long rows) {
    return rows == 1 ? "1 pair" : rows + " pairs";
  }

  private static void append(StringBuilder line, long count, String what) {
    if (count > 0) {
      line.append(", ").append(count).append(' ').append(what);
    }
  }
}
