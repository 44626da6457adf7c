package dev.arena.console.page.pair;

import dev.arena.console.api.Csv;
import dev.arena.console.api.PairHistory;
import dev.arena.console.api.PairHistory.CastVote;
import dev.arena.console.page.UtcTime;
import dev.arena.console.topics.PairRecords;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.VoteOutcome;
import dev.arena.statistics.FigureText;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a pair: its models, predictions and votes.
 *
 * @param modelA name of chatbot A; empty if no record names it
 * @param modelB name of chatbot B
 * @param created when the pair was created; null if no record says so
 * @param votesCount outcomes of the votes that count, in words
 * @param voters whether the votes show who cast them
 * @param hasVotes whether there are votes
 */
record PairTables(
    String modelA,
    String modelB,
    @Nullable UtcTime created,
    List<PredictionRow> predictions,
    String votesCount,
    boolean voters,
    boolean hasVotes,
    List<VoteRow> votes) {
  private static final int LONGEST = 200;

  /** A row of the table of predictions. */
  record PredictionRow(
      String topic, String model, String bar, String a, String tie, String b, UtcTime scoredAt) {}

  /** A row of the table of votes. */
  record VoteRow(
      String outcome,
      String kind,
      UtcTime votedAt,
      String left,
      String state,
      String voter,
      String reasons) {}

  /**
   * The tables.
   *
   * @param texts whether voters and their reasons are shown
   */
  static PairTables of(PairRecords records, PairHistory history, boolean texts) {
    ConversationPair pair = records.pair();
    return new PairTables(
        shortened(history.modelA()),
        shortened(history.modelB()),
        UtcTime.ofNullable(pair == null ? null : pair.getCreatedAt()),
        history.predictions().stream().map(PairTables::row).toList(),
        String.join(", ", outcomes(history)),
        texts,
        !history.votes().isEmpty(),
        history.votes().stream().map(vote -> row(vote, texts)).toList());
  }

  private static PredictionRow row(PairHistory.Prediction prediction) {
    return new PredictionRow(
        prediction.topic(),
        shortened(prediction.model()),
        Bars.probabilities(prediction.a(), prediction.tie(), prediction.b()),
        FigureText.percent(prediction.a()),
        FigureText.percent(prediction.tie()),
        FigureText.percent(prediction.b()),
        UtcTime.of(prediction.scoredAt()));
  }

  private static VoteRow row(CastVote vote, boolean texts) {
    return new VoteRow(
        words(vote.outcome()),
        shortened(vote.kind()),
        UtcTime.of(vote.votedAt()),
        left(vote),
        vote.state().text(),
        !texts ? "" : vote.voter() == null ? "(anonymous)" : shortened(vote.voter()),
        texts ? shortened(String.join(", ", vote.reasons())) : "");
  }

  private static String left(CastVote vote) {
    Boolean swapped = vote.swapped();
    return swapped == null ? "" : swapped ? "B" : "A";
  }

  /** An outcome as a phrase. */
  static String words(VoteOutcome outcome) {
    return switch (outcome) {
      case A -> "A better";
      case B -> "B better";
      case TIE -> "tie";
      case BOTH_BAD -> "both bad";
      case WITHDRAWN -> "withdrawn";
      case UNKNOWN -> "unknown";
    };
  }

  /** How many votes that are neither replaced nor withdrawn have each outcome, as "2 A better". */
  static List<String> outcomes(PairHistory history) {
    Map<VoteOutcome, Integer> counts = new EnumMap<>(VoteOutcome.class);
    for (CastVote vote : history.votes()) {
      if (vote.state() != PairHistory.State.REPLACED
          && vote.state() != PairHistory.State.WITHDRAWAL) {
        counts.merge(vote.outcome(), 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .map(each -> each.getValue() + " " + words(each.getKey()))
        .toList();
  }

  private static String shortened(@Nullable String text) {
    return text == null ? "" : Shortened.text(text, LONGEST);
  }

  /** A cell of CSV; empty for null. */
  static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  static String predictionsCsv(PairHistory history) {
    return Csv.of(
        csv -> {
          csv.writeRecord(
              "topic", "model", "winner_model_a", "winner_tie", "winner_model_b", "scored_at");
          for (PairHistory.Prediction each : history.predictions()) {
            csv.writeRecord(
                each.topic(),
                each.model(),
                String.valueOf(each.a()),
                String.valueOf(each.tie()),
                String.valueOf(each.b()),
                each.scoredAt().toString());
          }
        });
  }

  /**
   * The votes as CSV.
   *
   * @param texts whether voters and their reasons are shown
   */
  static String votesCsv(PairHistory history, boolean texts) {
    return Csv.of(
        csv -> {
          csv.writeRecord("outcome", "kind", "voted_at", "swapped", "state", "voter", "reasons");
          for (CastVote each : history.votes()) {
            csv.writeRecord(
                each.outcome().name(),
                each.kind(),
                each.votedAt().toString(),
                text(each.swapped()),
                each.state().name().toLowerCase(Locale.ROOT),
                texts ? text(each.voter()) : "",
                texts ? String.join("; ", each.reasons()) : "");
          }
        });
  }
}
