package dev.arena.streamer.score;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.cli.Terminal;
import dev.arena.models.Explanation;
import dev.arena.models.ExplanationJson;
import dev.arena.models.Probabilities;
import dev.arena.models.Score;
import dev.arena.models.SentenceEffect;
import dev.arena.schemas.ConversationPair;
import dev.arena.streamer.tail.PreferenceFormat;
import dev.arena.streamer.topology.ScoredPreference;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints the scores of pairs: one line for each pair, in the order of the calls. */
interface Answers {
  /** Prints the score of a pair. */
  void scored(ConversationPair pair, Score score);

  /** Prints the score of a pair, and what it consists of. */
  void explained(ConversationPair pair, Explanation explanation, List<SentenceEffect> sentences);

  /**
   * Prints why a line of the input has no score.
   *
   * @param id the pair's id; null if the line contains no pair
   * @param fault what was found and what was expected
   */
  void refused(long line, @Nullable String id, String fault);

  /** A table for people; prints its header immediately. */
  static Answers table(PrintWriter out, Terminal terminal) {
    PreferenceTable table = new PreferenceTable(out, terminal);
    table.header();
    return new Answers() {
      @Override
      public void scored(ConversationPair pair, Score score) {
        String prompt = pair.getTurns().get(0).getPrompt();
        Probabilities probabilities = score.probabilities();
        table.row(
            new PreferenceTable.Row(
                pair.getId(),
                prompt == null ? "" : prompt,
                List.of(probabilities.a(), probabilities.b(), probabilities.tie())));
      }

      @Override
      public void explained(
          ConversationPair pair, Explanation explanation, List<SentenceEffect> sentences) {
        scored(pair, explanation.score());
        new ExplanationTable(out, terminal).print(pair, explanation, sentences);
      }

      @Override
      public void refused(long line, @Nullable String id, String fault) {
        table.note(id == null ? Long.toString(line) : id, "line " + line + ": " + fault);
      }
    };
  }

  /** JSON objects: a preference as in {@code tail --json}, or a line number and its error. */
  static Answers json(PrintWriter out, InstantSource clock) {
    return new Answers() {
      @Override
      public void scored(ConversationPair pair, Score score) {
        out.println(PreferenceFormat.JSON.line(ScoredPreference.of(pair, score, clock.instant())));
      }

      @Override
      public void explained(
          ConversationPair pair, Explanation explanation, List<SentenceEffect> sentences) {
        ObjectNode json =
            PreferenceFormat.json(ScoredPreference.of(pair, explanation.score(), clock.instant()));
        ExplanationJson.addParts(json, explanation);
        ExplanationJson.addSentences(json, pair, sentences);
        out.println(json); // a tree prints as JSON
      }

      @Override
      public void refused(long line, @Nullable String id, String fault) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (id != null) {
          json.put("id", id);
        }
        json.put("line", line).put("error", fault);
        out.println(json); // a tree prints as JSON
      }
    };
  }
}
