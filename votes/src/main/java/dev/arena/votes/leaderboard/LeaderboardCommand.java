package dev.arena.votes.leaderboard;

import dev.arena.cli.ColumnsOption;
import dev.arena.cli.CommandRunner;
import dev.arena.cli.Terminal;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.ConnectionOptions;
import dev.arena.schemas.Leaderboard;
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
import dev.arena.votes.battle.BattleKey;
import dev.arena.votes.config.LeaderboardValues;
import dev.arena.votes.config.VotesKeys;
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
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * {@code arena votes leaderboard}: computes a leaderboard from files of votes, or prints one that
 * the service computed.
 */
@Command(
    name = "leaderboard",
    mixinStandardHelpOptions = true,
    description = {
      "Ranks the models in files of votes, with intervals and what to know before trusting them.",
      "The files name two models and the winner of each vote; neither texts nor Kafka are needed.",
      "Without files, prints the current leaderboard that ./arena votes run has written to Kafka.",
      "",
      "Examples:",
      "  ./arena votes leaderboard votes.csv",
      "  ./arena votes leaderboard battles.jsonl --style --plot board.svg",
      "  ./arena votes leaderboard votes.csv --slice language=German --json",
      "  ./arena votes leaderboard --style",
      ""
    })
public final class LeaderboardCommand implements Callable<Integer> {
  private static final int MAX_REPLICATES = 1_000_000;
  private static final long SEED = 20240517;

  /** The options that only files need. */
  private static final List<String> OF_FILES =
      List.of(
          "--bootstrap",
          "--by-voter",
          "--level",
          "--anchor",
          "--alias",
          "--plot",
          "--replace",
          "--skip-bad-rows",
          "--columns");

  /** The options that only the topic of leaderboards needs. */
  private static final List<String> OF_TOPIC =
      List.of("--bootstrap-servers", "--registry-url", "--config", "--set");

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description =
          "CSV or JSONL files, also .gz, recognised by their names; - for standard input. None for the leaderboard of the service.")
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
      names = "--kind",
      paramLabel = "KIND",
      description =
          "Only votes of this kind, such as human, judge, rule, implicit. Default: all in files, human without files.")
  private @Nullable String kind;

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

  @Mixin private ConnectionOptions connectionOptions = new ConnectionOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Called by picocli. */
  public LeaderboardCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    RatingOptions options = ratingOptions();
    VoteSlice part = new VoteSlice(slice);
    if (json && csv) {
      throw new UsageException("--json and --csv were given; expected at most one of them.");
    }
    refuse(files.isEmpty() ? OF_FILES : OF_TOPIC);
    try {
      LeaderboardValues.requireModels(aliases);
    } catch (IllegalArgumentException chain) {
      throw new UsageException("--alias has %s.".formatted(chain.getMessage()));
    }
    if (files.isEmpty()) {
      print(read(part));
      return CommandRunner.DONE;
    }
    if (part.needsService()) {
      throw new UsageException(
          "--slice is %s and files were given, which name no categories; expected no FILE, or another slice."
              .formatted(slice));
    }
    PlotFile drawn = plot == null ? null : PlotFile.of(plot, replace, files);
    FileVotes votes =
        FileVotes.read(
            files,
            new FileVotes.Options(
                part,
                kind,
                style,
                aliases,
                skipBadRows ? BadRows.SKIP : BadRows.STOP,
                columns.names()));
    FileVotes.Counts counts = votes.counts();
    requireVotes(counts, part);
    requireAnchor(options.anchor(), votes);
    ShownBoard shown = compute(part, counts, votes, options);
    print(shown);
    if (drawn != null) {
      drawn.write(shown.board(), Objects.requireNonNull(shown.battles()));
    }
    return CommandRunner.DONE;
  }

  private void refuse(List<String> others) {
    ParseResult parsed = spec.commandLine().getParseResult();
    for (String option : others) {
      if (parsed.hasMatchedOption(option)) {
        throw new UsageException(
            files.isEmpty()
                ? "%s is for files; expected FILE... Name files, or omit %s%s."
                    .formatted(option, option, ofService(option))
                : "%s is for the leaderboard of the service; expected no FILE. Omit either."
                    .formatted(option));
      }
    }
  }

  private static String ofService(String option) {
    return switch (option) {
      case "--anchor" -> ": the service has the setting arena.leaderboard.anchor";
      case "--alias" -> ": the service has the setting arena.leaderboard.aliases";
      default -> "";
    };
  }

  private ShownBoard read(VoteSlice part) throws InterruptedException {
    BoardMethod wanted =
        style
            ? BoardMethod.BRADLEY_TERRY_STYLE
            : method.equals(RatingMethod.DAVIDSON.toString())
                ? BoardMethod.DAVIDSON
                : BoardMethod.BRADLEY_TERRY;
    String ofKind = kind == null ? BattleKey.HUMAN : kind;
    Connection connection = connectionOptions.connection(VotesKeys.table(), System.getenv());
    String topic = connection.configuration().get(VotesKeys.TOPIC_LEADERBOARD);
    try (LeaderboardReader reader = LeaderboardReader.open(connection, topic)) {
      Leaderboard board = reader.board(ofKind, part.name(), wanted);
      if (board == null) {
        List<String> slices = reader.slices(ofKind);
        throw new UserException(
            "%s has no leaderboard of %s votes in the slice %s with %s; expected one that ./arena votes run wrote. %s"
                .formatted(
                    topic,
                    ofKind,
                    part.name(),
                    wanted,
                    slices.isEmpty()
                        ? "There are no leaderboards of these votes; name files to rank their models."
                        : "Slices of these votes: " + String.join(", ", slices) + "."));
      }
      if (board.getRows().isEmpty()) {
        throw new UserException(String.join("; ", board.getWarnings()) + ".");
      }
      return ShownBoard.ofRecord(
          board, style ? reader.board(ofKind, part.name(), BoardMethod.BRADLEY_TERRY) : null);
    }
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
    try {
      return LeaderboardValues.anchor(anchor);
    } catch (IllegalArgumentException noRating) {
      throw new UsageException(
          "--anchor is %s; expected MODEL=RATING, such as gpt-4=1200.".formatted(anchor));
    }
  }

  private void requireVotes(FileVotes.Counts counts, VoteSlice part) {
    if (counts.counted() > 0) {
      return;
    }
    boolean sliced = !part.equals(VoteSlice.ALL);
    if (!sliced && kind == null) {
      throw new UserException(
          "the files have %,d rows and no vote between two models; expected some."
              .formatted(counts.rows()));
    }
    if (part.needsTexts() && counts.withTexts() == 0) {
      throw new UserException(
          "the slice %s depends on the texts, and no row has any; expected prompt, response_a and response_b, or conversation_a and conversation_b. Name other files, or omit --slice to count all votes."
              .formatted(part.name()));
    }
    List<String> selections = new ArrayList<>();
    if (kind != null) {
      selections.add("of the kind " + kind);
    }
    if (sliced) {
      selections.add("in the slice " + part.name());
    }
    throw new UserException(
        "none of the %,d votes is %s; expected some. Omit %s to count more votes."
            .formatted(
                counts.rows(),
                String.join(" and ", selections),
                kind == null ? "--slice" : sliced ? "--kind or --slice" : "--kind"));
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

  private ShownBoard compute(
      VoteSlice part, FileVotes.Counts counts, FileVotes votes, RatingOptions options) {
    if (style && counts.styled() == 0) {
      throw new UserException(
          "no vote says anything about the style of its answers; expected prompt, response_a and response_b, or conv_metadata. Name other files, or omit --style.");
    }
    try {
      return ShownBoard.ofFiles(
          kind,
          part,
          counts,
          style ? votes.styledBattles() : votes.battles(),
          options,
          bootstrap == null ? null : new Bootstrap(bootstrap, SEED, ForkJoinPool.commonPool()));
    } catch (IndeterminateRatingException e) {
      throw new UserException(e.getMessage() + ".", e);
    }
  }

  private void print(ShownBoard shown) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(shown.json().toPrettyString());
    } else if (csv) {
      out.write(shown.csv());
    } else {
      boolean ascii = !Charset.defaultCharset().equals(StandardCharsets.UTF_8);
      new BoardTable(shown, ascii).lines(Terminal.ofStdout().columns()).forEach(out::println);
    }
    out.flush();
  }
}
