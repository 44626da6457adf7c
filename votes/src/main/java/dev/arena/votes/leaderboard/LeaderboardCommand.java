package dev.arena.votes.leaderboard;

import dev.arena.cli.ColumnsOption;
import dev.arena.cli.CommandRunner;
import dev.arena.cli.Terminal;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import dev.arena.statistics.rating.Bootstrap;
import dev.arena.statistics.rating.IndeterminateRatingException;
import dev.arena.statistics.rating.IntervalMethod;
import dev.arena.statistics.rating.RatingAnchor;
import dev.arena.statistics.rating.RatingMethod;
import dev.arena.statistics.rating.RatingOptions;
import dev.arena.statistics.rating.StyleControl;
import dev.arena.votes.leaderboard.plot.PlotFile;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code arena votes leaderboard}: computes a leaderboard from files of votes. */
@Command(
    name = "leaderboard",
    mixinStandardHelpOptions = true,
    description = {
      "Ranks the models in files of votes, with intervals and what to know before trusting them.",
      "The files name two models and the winner of each vote; neither texts nor Kafka are needed.",
      "",
      "Examples:",
      "  ./arena votes leaderboard votes.csv",
      "  ./arena votes leaderboard battles.jsonl --style --plot board.svg",
      "  ./arena votes leaderboard votes.csv --slice language=German --json",
      ""
    })
public final class LeaderboardCommand implements Callable<Integer> {
  private static final int MAX_REPLICATES = 1_000_000;
  private static final long SEED = 20240517;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "CSV or JSONL files, also .gz, recognised by their names; - for standard input.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--method",
      paramLabel = "NAME",
      defaultValue = "bradley-terry",
      description =
          "bradley-terry, where a tie is half a win for each side, or davidson, where a tie is an outcome with its own probability. Default: ${DEFAULT-VALUE}.")
  private String method = RatingMethod.BRADLEY_TERRY.toString();

  @Option(
      names = "--style",
      description =
          "Separate the ratings from the length and the Markdown of the answers; the files must have the texts, or LMArena's conv_metadata.")
  private boolean style;

  @Option(
      names = "--by-voter",
      description =
          "Take each voter as independent, not each vote; needs ten named voters, and is the default if there are as many.")
  private boolean byVoter;

  @Option(
      names = "--slice",
      paramLabel = "NAME",
      defaultValue = "all",
      description = "Which votes count: " + VoteSlice.EXPECTED + ". Default: ${DEFAULT-VALUE}.")
  private String slice = VoteSlice.ALL.name();

  @Option(
      names = "--bootstrap",
      paramLabel = "N",
      description = "Also compute intervals from N resamples of the voters, such as 1000; slow.")
  private @Nullable Integer bootstrap;

  @Option(
      names = "--level",
      paramLabel = "P",
      defaultValue = "0.95",
      description = "Confidence of the intervals. Default: ${DEFAULT-VALUE}.")
  private double level = RatingOptions.DEFAULT.level();

  @Option(
      names = "--anchor",
      paramLabel = "MODEL=RATING",
      description = "Give this model this rating (default: the mean rating is 1000).")
  private @Nullable String anchor;

  @Option(
      names = "--alias",
      split = ",",
      splitSynopsisLabel = ",",
      paramLabel = "NAME=MODEL",
      description = "Count the votes on NAME for MODEL.")
  private Map<String, String> aliases = new LinkedHashMap<>();

  @Option(names = "--json", description = "Print the board as JSON, with all digits.")
  private boolean json;

  @Option(names = "--csv", description = "Print the rows as CSV, with all digits.")
  private boolean csv;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description =
          "Also draw the ratings, the win rates and the votes by matchup; FILE ends in .svg or .png.")
  private @Nullable Path plot;

  @Option(names = "--replace", description = "Replace the file of --plot if it exists.")
  private boolean replace;

  @Option(names = "--skip-bad-rows", description = "Skip rows that cannot be read, and count them.")
  private boolean skipBadRows;

  @Mixin private ColumnsOption columns = new ColumnsOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Called by picocli. */
  public LeaderboardCommand() {}

  @Override
  public Integer call() {
    RatingOptions options = ratingOptions();
    VoteSlice part = new VoteSlice(slice);
    if (json && csv) {
      throw new UsageException("--json and --csv were given; expected at most one of them.");
    }
    PlotFile drawn = plot == null ? null : PlotFile.of(plot, replace, files);
    FileVotes votes =
        FileVotes.read(
            files,
            new FileVotes.Options(
                part, style, aliases, skipBadRows ? BadRows.SKIP : BadRows.STOP, columns.names()));
    FileVotes.Counts counts = votes.counts();
    requireVotes(counts, part);
    requireAnchor(options.anchor(), votes);
    Leaderboard leaderboard = compute(part, counts, votes, options);
    print(leaderboard);
    if (drawn != null) {
      drawn.write(leaderboard.board(), leaderboard.battles());
    }
    return CommandRunner.DONE;
  }

  private RatingOptions ratingOptions() {
    RatingMethod chosen =
        Arrays.stream(RatingMethod.values())
            .filter(each -> each.toString().equals(method))
            .findFirst()
            .orElseThrow(
                () ->
                    new UsageException(
                        "--method is %s; expected bradley-terry or davidson.".formatted(method)));
    if (style && chosen == RatingMethod.DAVIDSON) {
      throw new UsageException(
          "--style and --method davidson were given; expected --style with bradley-terry.");
    }
    if (!(level > 0 && level < 1)) {
      throw new UsageException(
          "--level is %s; expected a number between 0 and 1, such as 0.95.".formatted(level));
    }
    if (bootstrap != null && (bootstrap < 2 || bootstrap > MAX_REPLICATES)) {
      throw new UsageException(
          "--bootstrap is %d; expected a number from 2 to %d, such as 1000."
              .formatted(bootstrap, MAX_REPLICATES));
    }
    return RatingOptions.DEFAULT
        .with(chosen)
        .with(style ? StyleControl.STANDARD : StyleControl.NONE)
        .with(byVoter ? IntervalMethod.PER_VOTER : IntervalMethod.AUTOMATIC)
        .withLevel(level)
        .with(anchored());
  }

  private @Nullable RatingAnchor anchored() {
    if (anchor == null) {
      return null;
    }
    int split = anchor.lastIndexOf('=');
    try {
      return new RatingAnchor(
          anchor.substring(0, Math.max(0, split)), Double.parseDouble(anchor.substring(split + 1)));
    } catch (IllegalArgumentException noRating) {
      throw new UsageException(
          "--anchor is %s; expected MODEL=RATING, such as gpt-4=1200.".formatted(anchor));
    }
  }

  private static void requireVotes(FileVotes.Counts counts, VoteSlice part) {
    if (counts.counted() > 0) {
      return;
    }
    if (part.equals(VoteSlice.ALL)) {
      throw new UserException(
          "the files have %,d rows and no vote between two models; expected some."
              .formatted(counts.rows()));
    }
    String found =
        part.needsTexts() && counts.withTexts() == 0
            ? "the slice %s depends on the texts, and no row has any; expected prompt, response_a and response_b, or conversation_a and conversation_b. Name other files"
                .formatted(part.name())
            : "none of the %,d votes is in the slice %s; expected some. Name another slice"
                .formatted(counts.rows(), part.name());
    throw new UserException(found + ", or omit --slice to count all votes.");
  }

  private static void requireAnchor(@Nullable RatingAnchor wanted, FileVotes votes) {
    if (wanted == null) {
      return;
    }
    List<String> models = votes.battles().models();
    if (!models.contains(wanted.model())) {
      throw new UserException(
          "--anchor names %s, which is in no vote; expected one of %d models, such as %s."
              .formatted(wanted.model(), models.size(), models.get(0)));
    }
  }

  private Leaderboard compute(
      VoteSlice part, FileVotes.Counts counts, FileVotes votes, RatingOptions options) {
    if (style && counts.styled() == 0) {
      throw new UserException(
          "no vote says anything about the style of its answers; expected prompt, response_a and response_b, or conv_metadata. Name other files, or omit --style.");
    }
    try {
      return Leaderboard.compute(
          part,
          counts,
          style ? votes.styledBattles() : votes.battles(),
          options,
          bootstrap == null ? null : new Bootstrap(bootstrap, SEED, ForkJoinPool.commonPool()));
    } catch (IndeterminateRatingException e) {
      throw new UserException(e.getMessage() + ".", e);
    }
  }

  private void print(Leaderboard leaderboard) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(BoardJson.json(leaderboard).toPrettyString());
    } else if (csv) {
      BoardCsv.write(leaderboard, out);
    } else {
      boolean ascii = !Charset.defaultCharset().equals(StandardCharsets.UTF_8);
      new BoardTable(leaderboard, ascii).lines(Terminal.ofStdout().columns()).forEach(out::println);
    }
    out.flush();
  }
}
