package dev.arena.votes.leaderboard;

import dev.arena.models.facts.PairFactsReader;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.PairFacts;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.jsonl.Winner;
import dev.arena.schemas.votes.FileVote;
import dev.arena.schemas.votes.FileVoteReader;
import dev.arena.statistics.agreement.PositionBias;
import dev.arena.statistics.rating.BattleResult;
import dev.arena.statistics.rating.BattleTable;
import dev.arena.statistics.rating.Battles;
import dev.arena.statistics.rating.RatedVote;
import dev.arena.statistics.rating.StyleCounts;
import dev.arena.statistics.rating.StyleDifference;
import dev.arena.votes.battle.BattleKey;
import dev.arena.votes.battle.VoteIds;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
 * <p>Among the votes of one voter on one pair, the one that was cast last counts; if the times are
 * equal or unknown, the one that comes last in the files. Votes are on one pair if they have the
 * same id and models, and of one voter if they also have the same kind. If a file does not name
 * voters, each pair has one vote. Votes without an id, and votes of unnamed voters in a file that
 * names others, all count. For use by one thread.
 */
public final class FileVotes {
  private static final int FIRST_CAPACITY = 1024;
  private static final int MOST_KINDS = 10;

  private final Options options;
  private final BattleTable table = new BattleTable();

  /** When the vote in each slot was cast; {@link Long#MIN_VALUE} if unknown. */
  private long[] times = new long[FIRST_CAPACITY];

  /** Whether the vote in each slot belongs to the slice, its time aside. */
  private boolean[] inSlice = new boolean[FIRST_CAPACITY];

  private long latest = Long.MIN_VALUE;
  private long rows;
  private long skipped;
  private long sameModel;
  private long replaced;
  private long withTexts;

  /** The kinds of the votes in the slice. */
  private final Set<String> kinds = new TreeSet<>();

  private FileVotes(Options options) {
    this.options = options;
  }

  /**
   * What is read, and how.
   *
   * @param slice which votes count
   * @param kind of the votes that count; null for all. Votes whose file does not say are human.
   * @param style whether the style of the answers is read
   * @param aliases names of models that are replaced by others
   */
  public record Options(
      VoteSlice slice,
      @Nullable String kind,
      boolean style,
      Map<String, String> aliases,
      BadRows badRows,
      ColumnNames columns) {
    /** All votes, without the style of answers. */
    public static final Options DEFAULT =
        new Options(VoteSlice.ALL, null, false, Map.of(), BadRows.STOP, ColumnNames.OWN);

    public Options {
      aliases = Map.copyOf(aliases);
    }

    private boolean contains(String ofKind) {
      return kind == null || kind.equals(ofKind);
    }

    boolean needsTexts() {
      return style || slice.needsTexts();
    }
  }

  /**
   * What was read.
   *
   * @param rows of all files, bad ones aside
   * @param counted votes of the slice, without those that were replaced
   * @param styled counted votes whose style is known
   * @param skipped bad rows
   * @param sameModel rows with the same model on both sides, which are skipped
   * @param replaced votes that a later vote of the same voter on the same pair replaced
   * @param withTexts rows whose texts were read
   * @param kinds of the votes in the slice, the first ten that came
   * @param position how often answer A won, among decisive votes
   * @param latest when the last vote was cast; null if no row says
   */
  public record Counts(
      long rows,
      long counted,
      long styled,
      long skipped,
      long sameModel,
      long replaced,
      long withTexts,
      List<String> kinds,
      PositionBias position,
      @Nullable Instant latest) {
    public Counts {
      kinds = List.copyOf(kinds);
    }
  }

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
    return table.battles(this::counts);
  }

  /** The votes of the slice whose style is known, with it. */
  public Battles styledBattles() {
    return table.styledBattles(this::counts);
  }

  /** What was read. */
  public Counts counts() {
    long counted = 0;
    long styled = 0;
    long aWins = 0;
    long decisive = 0;
    for (int slot = 0; slot < table.slots(); slot++) {
      if (table.isUsed(slot) && counts(slot)) {
        counted++;
        styled += table.hasStyle(slot) ? 1 : 0;
        decisive += table.result(slot) == BattleResult.TIE ? 0 : 1;
        aWins += table.result(slot) == BattleResult.A_WINS ? 1 : 0;
      }
    }
    return new Counts(
        rows,
        counted,
        styled,
        skipped,
        sameModel,
        replaced,
        withTexts,
        List.copyOf(kinds),
        new PositionBias(aWins, decisive),
        latest == Long.MIN_VALUE ? null : Instant.ofEpochMilli(latest));
  }

  private boolean counts(int slot) {
    return inSlice[slot]
        && (options.slice().last() == null
            || (latest != Long.MIN_VALUE
                && times[slot]
                    >= options.slice().start(Instant.ofEpochMilli(latest)).toEpochMilli()));
  }

  private void read(String file) {
    try (FileVoteReader reader =
        FileVoteReader.open(file, options.badRows(), options.columns(), options.needsTexts())) {
      for (FileVote vote = reader.next(); vote != null; vote = reader.next()) {
        add(vote);
      }
      skipped += reader.skipped();
    }
  }

  private void add(FileVote vote) {
    rows++;
    String modelA = options.aliases().getOrDefault(vote.modelA(), vote.modelA());
    String modelB = options.aliases().getOrDefault(vote.modelB(), vote.modelB());
    if (modelA.equals(modelB)) {
      sameModel++;
      return;
    }
    long time = vote.votedAt() == null ? Long.MIN_VALUE : vote.votedAt().toEpochMilli();
    latest = Math.max(latest, time);
    String kind = vote.kind() == null ? BattleKey.HUMAN : vote.kind();
    long id = id(vote, kind, modelA, modelB);
    int earlier = table.slot(id);
    if (earlier >= 0) {
      replaced++;
      if (time < times[earlier]) {
        return;
      }
    }
    PairFacts facts = facts(vote);
    withTexts += facts == null ? 0 : 1;
    int slot =
        table.put(
            id,
            new RatedVote(
                modelA, modelB, result(vote.winner()), vote.voter(), 1, style(vote, facts)));
    if (slot >= times.length) {
      times = Arrays.copyOf(times, 2 * times.length);
      inSlice = Arrays.copyOf(inSlice, times.length);
    }
    times[slot] = time;
    boolean counted = options.contains(kind) && options.slice().contains(vote, facts);
    inSlice[slot] = counted;
    if (counted && kinds.size() < MOST_KINDS) {
      kinds.add(kind);
    }
  }

  /** The same for all votes of which only one counts. */
  private long id(FileVote vote, String kind, String modelA, String modelB) {
    if (vote.id() == null || vote.anonymous()) {
      return rows;
    }
    boolean ordered = modelA.compareTo(modelB) < 0;
    return VoteIds.of(
        vote.id(),
        ordered ? modelA : modelB,
        ordered ? modelB : modelA,
        kind,
        vote.voter() == null ? "" : vote.voter());
  }

  private static @Nullable PairFacts facts(FileVote vote) {
    if (vote.turns() == null) {
      return null;
    }
    return PairFactsReader.read(
        ConversationPair.newBuilder()
            .setId("")
            .setTurns(vote.turns())
            .setAttributes(Map.of())
            .build());
  }

  private static BattleResult result(Winner winner) {
    return switch (winner) {
      case MODEL_A -> BattleResult.A_WINS;
      case MODEL_B -> BattleResult.B_WINS;
      case TIE, BOTH_BAD -> BattleResult.TIE;
    };
  }

  private @Nullable StyleDifference style(FileVote vote, @Nullable PairFacts facts) {
    FileVote.AnswerStyles given = vote.style();
    if (!options.style()) {
      return null;
    }
    if (given != null) {
      return StyleDifference.between(
          new StyleCounts(given.tokensA(), given.headersA(), given.listsA(), given.boldA()),
          new StyleCounts(given.tokensB(), given.headersB(), given.listsB(), given.boldB()));
    }
    return facts == null ? null : FactsStyle.difference(facts);
  }
}
