package dev.arena.votes.leaderboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.statistics.Interval;
import dev.arena.statistics.rating.Battles;
import dev.arena.statistics.rating.BoardRow;
import dev.arena.statistics.rating.Bootstrap;
import dev.arena.statistics.rating.Matchup;
import dev.arena.statistics.rating.RatingBoard;
import dev.arena.statistics.rating.StyleCoefficient;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Formats a board as JSON, with all digits. */
final class BoardJson {
  private BoardJson() {}

  static ObjectNode json(ShownBoard shown) {
    RatingBoard board = shown.board();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("method", board.method());
    if (shown.kind() != null) {
      json.put("kinds", shown.kind());
    }
    json.put("slice", shown.slice());
    json.put("level", shown.level());
    time(json, "votes_through", shown.votesThrough());
    time(json, "computed_at", shown.computedAt());
    json.put("votes", board.totals().votes());
    json.put("rated_votes", board.totals().ratedVotes());
    json.put("voters", board.totals().voters());
    json.put("anonymous_votes", board.totals().anonymousVotes());
    json.put("tie_share", board.totals().tieShare());
    json.put("components", board.components());
    if (board.nu() != null) {
      json.put("nu", board.nu());
    }
    ArrayNode style = json.putArray("style");
    for (StyleCoefficient each : board.style()) {
      ObjectNode coefficient =
          style
              .addObject()
              .put("feature", each.feature().name().toLowerCase(Locale.ROOT))
              .put("coefficient", each.coefficient());
      ends(coefficient, each.interval());
    }
    ArrayNode rows = json.putArray("rows");
    Map<String, Double> plain = shown.plainRatings();
    Map<String, Bootstrap.Row> bootstrapped = shown.bootstrapped();
    for (BoardRow row : board.rows()) {
      ObjectNode object = rows.addObject();
      row(object, row);
      if (plain.containsKey(row.model())) {
        object.put("rating_without_style", plain.get(row.model()));
      }
      Bootstrap.Row resampled = bootstrapped.get(row.model());
      if (resampled != null) {
        object.put("bootstrap_deviation", resampled.deviation());
        ends(object.putObject("bootstrap"), resampled.interval());
      }
    }
    if (shown.battles() != null) {
      matchups(json.putArray("matchups"), shown.battles());
    }
    ArrayNode checks = json.putArray("checks");
    shown
        .checks()
        .forEach(
            check ->
                checks
                    .addObject()
                    .put("name", check.name())
                    .put("passed", check.passed())
                    .put("text", check.text()));
    ArrayNode warnings = json.putArray("warnings");
    board.warnings().forEach(warnings::add);
    return json;
  }

  private static void time(ObjectNode json, String name, @Nullable Instant time) {
    if (time != null) {
      json.put(name, time.toString());
    }
  }

  private static void matchups(ArrayNode json, Battles battles) {
    List<String> models = battles.models();
    for (Matchup each : battles.matchups()) {
      json.addObject()
          .put("model_a", models.get(each.first()))
          .put("model_b", models.get(each.second()))
          .put("a_wins", each.firstWins())
          .put("ties", each.ties())
          .put("b_wins", each.secondWins());
    }
  }

  private static void row(ObjectNode json, BoardRow row) {
    json.put("model", row.model());
    BoardRow.Standing standing = row.standing();
    if (standing != null) {
      json.put("component", standing.component());
      json.put("rank_best", standing.rankBest());
      json.put("rank_worst", standing.rankWorst());
      json.put("rating", standing.rating());
      ends(json, standing.interval());
    }
    BoardRow.Counts counts = row.counts();
    json.put("votes", counts.votes()).put("voters", counts.voters());
    json.put("wins", counts.wins()).put("losses", counts.losses()).put("ties", counts.ties());
    json.put("status", BoardCheck.status(row));
  }

  private static void ends(ObjectNode json, @Nullable Interval interval) {
    if (interval != null) {
      json.put("lower", interval.low()).put("upper", interval.high());
    }
  }
}
