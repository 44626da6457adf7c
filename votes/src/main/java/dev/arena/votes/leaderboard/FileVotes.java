package dev.arena.votes.leaderboard;

import dev.arena.models.facts.PairFactsReader;
import dev.arena.schemas.PairFacts;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.PairReader;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.InputFile;
import dev.arena.schemas.format.PairFormat;
import dev.arena.schemas.jsonl.Winner;
import dev.arena.schemas.votes.FileVote;
import dev.arena.schemas.votes.VoteReader;
import dev.arena.statistics.agreement.PositionBias;
import dev.arena.statistics.rating.BattleResult;
import dev.arena.statistics.rating.BattleTable;
import dev.arena.statistics.rating.Battles;
import dev.arena.statistics.rating.RatedVote;
import dev.arena.statistics.rating.StyleCounts;
import dev.arena.statistics.rating.StyleDifference;
import dev.arena.votes.battle.VoteIds;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The votes of some files, for leaderboards.
 *
 * <pre>{@code
 * FileVotes votes = FileVotes.read(List.of("votes.csv"), FileVotes.Options.DEFAULT);
 * RatingBoard board = RatingBoard.compute(votes.battles(), RatingOptions.DEFAULT);
 * board.rows().forEach(row -> System.out.println(row.model() + " " + row.standing()));
 * }</pre>
 *
 * <p>Among the votes of one voter on one pair, the one that was cast last counts; without times,
 * the one that comes last in the files. If a file names pairs but no voters, each pair has one
 * vote. Votes on pairs without an id all count. For use by one thread.
 */
public final class FileVotes {
  private static final int FIRST_CAPACITY = 1024;

  private final Options options;
  private final BattleTable table = new BattleTable();

  /** When the vote in each slot was cast; {@link Long#MIN_VALUE} if unknown. */
  private long[] times = new long[FIRST_CAPACITY];

  private long latest = Long.MIN_VALUE;
  private long rows;
  private long skipped;
  private long sameModel;
  private long otherSlices;
  private long replaced;

  private FileVotes(Options options) {
    this.options = options;
  }

  /**
   * What is read, and how.
   *
   * @param slice which votes count
   * @param style whether the style of the answers is read
   * @param aliases names of models that are replaced by others
   */
  public record Options(
      VoteSlice slice,
      boolean style,
      Map<String, String> aliases,
      BadRows badRows,
      ColumnNames columns) {
    /** All votes, without the style of answers. */
    public static final Options DEFAULT =
        new Options(VoteSlice.ALL, false, Map.of(), BadRows.STOP, ColumnNames.OWN);

    public Options {
      aliases = Map.copyOf(aliases);
    }

    boolean needsTexts() {
      return style || slice.needsTexts();
    }
  }

  /**
   * What was read.
   *
   * @param rows of all files, bad ones aside
   * @param skipped bad rows
   * @param sameModel rows with the same model on both sides, which are skipped
   * @param otherSlices rows that do not belong to the slice
   * @param replaced votes that a later vote of the same voter on the same pair replaced
   * @param position how often answer A won, among decisive votes
   * @param latest when the last vote was cast; null if no row says
   */
  public record Counts(
      long rows,
      long skipped,
      long sameModel,
      long otherSlices,
      long replaced,
      PositionBias position,
      @Nullable Instant latest) {}

  /**
   * Reads files in their order; {@code -} is standard input.
   *
   * @throws UserException when a file cannot be read, or has no votes
   */
  public static FileVotes read(List<String> files, Options options) {
    FileVotes votes = new FileVotes(options);
    for (String file : files) {
      votes.read(file);
    }
    return votes;
  }

  /** The votes of the slice, without the style of answers. */
  public Battles battles() {
    return table.battles(this::inTime);
  }

  /** The votes of the slice whose style is known, with it. */
  public Battles styledBattles() {
    return table.styledBattles(this::inTime);
  }

  /** What was read. */
  public Counts counts() {
    long aWins = 0;
    long decisive = 0;
    for (int slot = 0; slot < table.slots(); slot++) {
      if (table.isUsed(slot) && inTime(slot) && table.result(slot) != BattleResult.TIE) {
        decisive++;
        aWins += table.result(slot) == BattleResult.A_WINS ? 1 : 0;
      }
    }
    return new Counts(
        rows,
        skipped,
        sameModel,
        otherSlices,
        replaced,
        new PositionBias(aWins, decisive),
        latest == Long.MIN_VALUE ? null : Instant.ofEpochMilli(latest));
  }

  private boolean inTime(int slot) {
    return options.slice().last() == null
        || (latest != Long.MIN_VALUE
            && times[slot] >= options.slice().start(Instant.ofEpochMilli(latest)).toEpochMilli());
  }

  private void read(String file) {
    boolean standardInput = file.equals(InputFile.STANDARD_INPUT);
    if (options.needsTexts() && (standardInput || !hasStyle(file))) {
      readPairs(file);
      return;
    }
    try (VoteReader reader = VoteReader.open(file, options.badRows(), options.columns())) {
      for (FileVote row = reader.next(); row != null; row = reader.next()) {
        add(row);
      }
      skipped += reader.skipped();
    }
  }

  /** Whether the style can be read without the texts, as in LMArena's data sets. */
  private boolean hasStyle(String file) {
    if (options.slice().needsTexts() || PairFormat.ofName(file) != PairFormat.JSONL) {
      return false;
    }
    try (VoteReader reader = VoteReader.open(file, BadRows.SKIP_SILENTLY, options.columns())) {
      FileVote first = reader.next();
      return first != null && first.style() != null;
    }
  }

  private void readPairs(String file) {
    try (PairReader reader =
        PairFormat.ofName(file)
            .open(file, options.badRows(), options.columns(), UnaryOperator.identity())) {
      for (CsvPair row : reader) {
        if (!reader.hasVotes()) {
          throw new UserException(
              "%s has no votes; expected a winner in each row. Name a file with votes (docs/reference/csv.md, docs/reference/jsonl.md)."
                  .formatted(file));
        }
        add(row);
      }
      skipped += reader.skipped();
    }
  }

  private void add(CsvPair row) {
    String modelA = row.pair().getModelA();
    String modelB = row.pair().getModelB();
    if (modelA == null || modelB == null || row.outcome() == null) {
      throw new UserException(
          "%s:%d: the row lacks the name of a model; expected model_a and model_b. Name the columns (--columns model_a=LEFT,model_b=RIGHT), or complete the row."
              .formatted(row.file(), row.line()));
    }
    PairFacts facts = PairFactsReader.read(row.pair());
    String id = row.pair().getId();
    String own = CsvPair.idOf(row.file(), row.line());
    add(
        new FileVote(
            id.equals(own) ? null : id,
            modelA,
            modelB,
            Winner.of(row.outcome()),
            row.voter(),
            row.pair().getCreatedAt(),
            row.pair().getAttributes().get("language"),
            null,
            row.line()),
        facts);
  }

  private void add(FileVote row) {
    add(row, null);
  }

  private void add(FileVote row, @Nullable PairFacts facts) {
    rows++;
    String modelA = options.aliases().getOrDefault(row.modelA(), row.modelA());
    String modelB = options.aliases().getOrDefault(row.modelB(), row.modelB());
    if (modelA.equals(modelB)) {
      sameModel++;
      return;
    }
    if (!options.slice().contains(row.winner(), row.language(), facts)) {
      otherSlices++;
      return;
    }
    long time = row.votedAt() == null ? Long.MIN_VALUE : row.votedAt().toEpochMilli();
    long id = row.id() == null ? rows : VoteIds.of(row.id(), row.voter());
    int earlier = table.slot(id);
    if (earlier >= 0) {
      replaced++;
      if (time < times[earlier]) {
        return;
      }
    }
    int slot =
        table.put(
            id,
            new RatedVote(modelA, modelB, result(row.winner()), row.voter(), 1, style(row, facts)));
    if (slot >= times.length) {
      times = Arrays.copyOf(times, 2 * times.length);
    }
    times[slot] = time;
    latest = Math.max(latest, time);
  }

  private static BattleResult result(Winner winner) {
    return switch (winner) {
      case MODEL_A -> BattleResult.A_WINS;
      case MODEL_B -> BattleResult.B_WINS;
      case TIE, BOTH_BAD -> BattleResult.TIE;
    };
  }

  private @Nullable StyleDifference style(FileVote row, @Nullable PairFacts facts) {
    FileVote.AnswerStyles given = row.style();
    if (!options.style()) {
      return null;
    }
    if (given != null) {
      return StyleDifference.between(
          new StyleCounts(given.tokensA(), given.headersA(), given.listsA(), given.boldA()),
          new StyleCounts(given.tokensB(), given.headersB(), given.listsB(), given.boldB()));
    }
    return facts == null
        ? null
        : StyleDifference.between(
            new StyleCounts(
                facts.getLengthA(), facts.getHeadersA(), facts.getListsA(), facts.getBoldA()),
            new StyleCounts(
                facts.getLengthB(), facts.getHeadersB(), facts.getListsB(), facts.getBoldB()));
  }
}
