package dev.arena.votes.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arena.cli.CommandRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command prints and writes, and what it refuses. */
class LeaderboardCommandTest {
  private static final String[] MODELS = {"ant", "bee", "cat", "dog"};

  @TempDir private Path folder;
  private Path votes;

  @BeforeEach
  void votesOnFourModelsByTwentyVoters() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder lines = new StringBuilder("model_a,model_b,winner,voter\n");
    for (int i = 0; i < 2000; i++) {
      int a = random.nextInt(MODELS.length);
      int b = (a + 1 + random.nextInt(MODELS.length - 1)) % MODELS.length;
      double odds = Math.exp(0.8 * (a - b));
      String winner =
          random.nextInt(5) == 0
              ? "tie"
              : random.nextDouble() < odds / (1 + odds) ? "model_a" : "model_b";
      lines.append("%s,%s,%s,v%d\n".formatted(MODELS[a], MODELS[b], winner, random.nextInt(20)));
    }
    votes = Files.writeString(folder.resolve("votes.csv"), lines);
  }

  /** The exit code, a blank, and what was printed. */
  private String run(String... arguments) {
    StringWriter out = new StringWriter();
    int code =
        CommandRunner.run(
            new LeaderboardCommand(),
            new PrintWriter(out, true),
            new PrintWriter(out, true),
            arguments);
    return code + " " + out;
  }

  @Test
  void theTableRanksTheModelsAndSaysWhetherToTrustIt() {
    String table = run(votes.toString());
    assertThat(table)
        .startsWith("0 bradley-terry/1, all votes: 2,000 votes on 4 models")
        .containsSubsequence("dog", "cat", "bee", "ant")
        .contains("ok    wins and losses connect all 4 models")
        .contains("ok    20 voters cast 2,000 of the 2,000 votes");
  }

  @Test
  void intervalsThatAreMissingAreExplained() throws IOException {
    Path anonymous =
        Files.writeString(folder.resolve("a.csv"), "model_a,model_b,winner\na,b,A\na,b,B\n");
    assertThat(run("--by-voter", anonymous.toString()))
        .contains("note  no voter is named", "note  0 known voters; intervals need at least 10")
        .doesNotContain("too narrow");
    assertThat(run(anonymous.toString())).contains("note  intervals take each vote as independent");
  }

  @Test
  void jsonHasAllDigitsAndTheMatchups() throws IOException {
    JsonNode json = new JsonMapper().readTree(run("--json", votes.toString()).substring(2));
    assertThat(json.at("/rows/0/model").asText()).isEqualTo("dog");
    assertThat(json.at("/rows/0/rank_best").asInt()).isEqualTo(1);
    assertThat(json.at("/rows/0/lower").asDouble())
        .isLessThan(json.at("/rows/0/rating").asDouble());
    assertThat(json.get("voters").asInt()).isEqualTo(20);
    long votesOfMatchups = 0;
    for (JsonNode each : json.get("matchups")) {
      votesOfMatchups += each.get("a_wins").asLong() + each.get("ties").asLong();
      votesOfMatchups += each.get("b_wins").asLong();
    }
    assertThat(votesOfMatchups).isEqualTo(2000);
  }

  @Test
  void csvHasOneLineForEachModel() {
    assertThat(run("--csv", votes.toString()).substring(2).lines())
        .hasSize(5)
        .first()
        .isEqualTo(
            "component,rank_best,rank_worst,model,rating,lower,upper,votes,voters,wins,losses,ties,status");
  }

  @Test
  void theAnchorHasItsRating() throws IOException {
    JsonNode json =
        new JsonMapper().readTree(run("--json", "--anchor=ant=500", votes.toString()).substring(2));
    assertThat(json.at("/rows/3/model").asText()).isEqualTo("ant");
    assertThat(json.at("/rows/3/rating").asDouble()).isCloseTo(500, within(1e-9));
  }

  @Test
  void theBootstrapAgreesWithTheIntervals() throws IOException {
    JsonNode row =
        new JsonMapper()
            .readTree(run("--json", "--bootstrap=200", votes.toString()).substring(2))
            .at("/rows/0");
    double half = row.get("upper").asDouble() - row.get("rating").asDouble();
    double resampled =
        (row.at("/bootstrap/upper").asDouble() - row.at("/bootstrap/lower").asDouble()) / 2;
    assertThat(resampled / half).isBetween(0.6, 1.5);
  }

  @Test
  void picturesAreWrittenOnceUnlessTheyMayBeReplaced() throws IOException {
    Path svg = folder.resolve("board.svg");
    Path png = folder.resolve("board.png");
    assertThat(run("--plot=" + svg, votes.toString())).startsWith("0 ");
    assertThat(Files.readString(svg))
        .startsWith("<svg")
        .contains(">dog</text>")
        .endsWith("</svg>\n");
    assertThat(run("--plot=" + svg, votes.toString())).startsWith("1 ").contains("already exists");
    assertThat(run("--plot=" + svg, "--replace", votes.toString())).startsWith("0 ");
    assertThat(run("--plot=" + png, votes.toString())).startsWith("0 ");
    assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(2000);
    assertThat(run("--plot=" + folder.resolve("board.pdf"), votes.toString()))
        .startsWith("2 ")
        .contains("expected a name that ends in .svg or .png");
  }

  @Test
  void modelsThatVotesDoNotConnectAreOnBoardsOfTheirOwn() throws IOException {
    Path apart =
        Files.writeString(
            folder.resolve("apart.csv"),
            "model_a,model_b,winner\na,b,A\na,b,B\nc,d,A\nc,d,B\nc,d,B\ne,a,A\n");
    assertThat(run(apart.toString()))
        .contains("board 1 of 2", "board 2 of 2", "unranked: e (1 vote)")
        .contains("note  wins and losses connect 4 of 5 models")
        .contains("note  the votes do not connect all models");
  }

  @Test
  void wrongOptionsAreNamed() {
    assertThat(run("--method=elo", votes.toString()))
        .startsWith("2 ")
        .contains("--method is elo; expected bradley-terry or davidson");
    assertThat(run("--anchor=ant", votes.toString())).contains("expected MODEL=RATING");
    assertThat(run("--anchor=ape=1", votes.toString()))
        .startsWith("1 ")
        .contains("--anchor names ape, which is in no vote");
    assertThat(run("--slice=code", votes.toString()))
        .startsWith("1 ")
        .contains("the slice code depends on the texts, and no row has any");
    assertThat(run("--style", votes.toString()))
        .startsWith("1 ")
        .contains("no vote says anything about the style of its answers");
    assertThat(run("--level=95", votes.toString())).contains("--level is 95.0; expected a number");
    assertThat(run("--style", "--method=davidson", votes.toString())).startsWith("2 ");
    assertThat(run("--json", "--csv", votes.toString())).startsWith("2 ");
    assertThat(run("--plot=board.svg")).startsWith("2 ").contains("--plot is for files");
    assertThat(run("--set=a=b", votes.toString()))
        .startsWith("2 ")
        .contains("--set is for the leaderboard of the service");
    assertThat(run("--kind=judge", "--slice=no-ties", votes.toString()))
        .startsWith("1 ")
        .contains("none of the 2,000 votes is of the kind judge and in the slice no-ties");
    assertThat(run("--slice=category=math", votes.toString()))
        .startsWith("2 ")
        .contains("files were given, which name no categories");
    assertThat(run("--bootstrap=1", votes.toString())).startsWith("2 ");
    assertThat(run("--slice=language=Greek", votes.toString()))
        .startsWith("1 ")
        .contains("none of the 2,000 votes is in the slice language=Greek");
    assertThat(run(folder.resolve("absent.csv").toString()))
        .startsWith("1 ")
        .contains("does not exist");
  }
}
