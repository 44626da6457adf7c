package example;

import dev.arena.models.PreferenceScorer;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import java.nio.file.Path;
import java.util.List;

/** Scores a pair in this process, without Kafka: a prompt and two answers. */
public final class ScoreHere {
  private ScoreHere() {}

  public static void main(String[] arguments) {
    if (arguments.length != 3) {
      System.err.println("expected three arguments: a prompt, answer A and answer B");
      System.exit(2);
    }
    Path bundle = Path.of(System.getProperty("bundle", "../../models/default"));
    ConversationPair pair =
        ConversationPair.newBuilder()
            .setId("1")
            .setTurns(List.of(new Turn(arguments[0], arguments[1], arguments[2])))
            .build();

    // opening takes a second and memory: a service opens one scorer and shares it between threads
    try (PreferenceScorer scorer = PreferenceScorer.open(bundle)) {
      System.out.println(scorer.score(pair).probabilities());
    }
  }
}
