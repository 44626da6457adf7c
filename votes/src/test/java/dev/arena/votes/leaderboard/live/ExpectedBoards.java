package dev.arena.votes.leaderboard.live;

import dev.arena.schemas.Battle;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.PairFacts;
import dev.arena.schemas.VoteOutcome;
import dev.arena.statistics.rating.BattleResult;
import dev.arena.statistics.rating.Battles;
import dev.arena.statistics.rating.BattlesBuilder;
import dev.arena.statistics.rating.IndeterminateRatingException;
import dev.arena.statistics.rating.RatingBoard;
import dev.arena.statistics.rating.RatingOptions;
import dev.arena.votes.leaderboard.BoardMethod;
import dev.arena.votes.leaderboard.BoardRecord;
import dev.arena.votes.leaderboard.FactsStyle;
import dev.arena.votes.leaderboard.VoteSlice;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The boards of given battles, each computed at once from a list. */
final class ExpectedBoards {
  private static final List<String> SLICES =
      List.of(
          "all",
          "no-ties",
          "last-7-days",
          "last-30-days",
          "multi-turn",
          "code",
          "long-prompt",
          "no-refusals",
          "script=Latin",
          "category=math",
          "category=law");

  private ExpectedBoards() {}

  /** All records by the text of their key, the time of computing aside. */
  static Map<String, Leaderboard> of(Collection<Battle> battles) {
    Map<String, Leaderboard> boards = new TreeMap<>();
    for (String kind : battles.stream().map(Battle::getKind).distinct().toList()) {
      List<Battle> ofKind =
          battles.stream()
              .filter(each -> each.getKind().equals(kind) && !each.getAmbiguous())
              .filter(each -> each.getModelA() != null && each.getModelB() != null)
              .filter(each -> !each.getModelA().equals(each.getModelB()))
              .toList();
      for (String slice : SLICES) {
        for (BoardMethod method : BoardMethod.values()) {
          Leaderboard board = board(ofKind, new VoteSlice(slice), method);
          if (board != null) {
            board.setKinds(kind);
            boards.put("[\"%s\",\"%s\",\"%s\"]".formatted(kind, slice, method), board);
          }
        }
      }
    }
    return boards;
  }

  private static @Nullable Leaderboard board(
      List<Battle> ofKind, VoteSlice slice, BoardMethod method) {
    Instant latest = latest(ofKind);
    List<Battle> all =
        ofKind.stream()
            .filter(each -> isIn(slice.name(), each, each.getFacts()))
            .filter(each -> !each.getVotedAt().isBefore(slice.start(latest)))
            .toList();
    List<Battle> used =
        all.stream().filter(each -> !method.styled() || each.getFacts() != null).toList();
    if (used.isEmpty()) {
      return null;
    }
    return figures(used, method)
        .setSlice(slice.name())
        .setKinds("")
        .setComputedAt(Instant.EPOCH)
        .setVotesThrough(latest(used))
        .setUnstyledVotes(all.size() - used.size())
        .setDecisive(used.stream().filter(ExpectedBoards::isSided).count())
        .setLeftWins(
            used.stream()
                .filter(ExpectedBoards::isSided)
                .filter(each -> (each.getOutcome() == VoteOutcome.B) == each.getSwapped())
                .count())
        .build();
  }

  private static boolean isIn(String slice, Battle battle, @Nullable PairFacts facts) {
    return switch (slice) {
      case "all", "last-7-days", "last-30-days" -> true;
      case "no-ties" -> isDecisive(battle);
      case "multi-turn" -> facts != null && facts.getTurns() > 1;
      case "code" -> facts != null && facts.getCode();
      case "long-prompt" -> facts != null && facts.getPromptLength() >= 2000;
      case "no-refusals" -> facts != null && !facts.getRefusalA() && !facts.getRefusalB();
      case "script=Latin" -> facts != null && facts.getScript().equals("Latin");
      default -> facts != null && facts.getCategory().contains(slice.replace("category=", ""));
    };
  }

  private static Leaderboard.Builder figures(List<Battle> used, BoardMethod method) {
    RatingOptions options = method.options(RatingOptions.DEFAULT);
    try {
      return BoardRecord.builder(RatingBoard.compute(battles(used, method.styled()), options));
    } catch (IndeterminateRatingException reason) {
      Map<String, Long> byVoter =
          used.stream()
              .filter(each -> each.getVoter() != null)
              .collect(Collectors.groupingBy(Battle::getVoter, Collectors.counting()));
      return Leaderboard.newBuilder()
          .setMethod(options.name())
          .setVotes(used.size())
          .setTies(used.stream().filter(each -> !isDecisive(each)).count())
          .setVoters(byVoter.size())
          .setAnonymousVotes(used.stream().filter(each -> each.getVoter() == null).count())
          .setLargestVoterVotes(byVoter.values().stream().max(Long::compare).orElse(0L))
          .setWarnings(List.of(reason.getMessage()));
    }
  }

  private static Battles battles(List<Battle> used, boolean styled) {
    NavigableSet<String> models = new TreeSet<>();
    NavigableSet<String> voters = new TreeSet<>();
    for (Battle each : used) {
      models.add(Objects.requireNonNull(each.getModelA()));
      models.add(Objects.requireNonNull(each.getModelB()));
      Stream.ofNullable(each.getVoter()).forEach(voters::add);
    }
    List<String> names = List.copyOf(models);
    List<String> voterNames = List.copyOf(voters);
    BattlesBuilder builder = Battles.builder(names, voterNames.size());
    for (Battle each : used) {
      builder.add(
          names.indexOf(each.getModelA()),
          names.indexOf(each.getModelB()),
          switch (each.getOutcome()) {
            case A -> BattleResult.A_WINS;
            case B -> BattleResult.B_WINS;
            default -> BattleResult.TIE;
          },
          each.getVoter() == null ? Battles.ANONYMOUS : voterNames.indexOf(each.getVoter()));
      if (styled) {
        builder.style(FactsStyle.difference(Objects.requireNonNull(each.getFacts())));
      }
    }
    return builder.build();
  }

  private static Instant latest(List<Battle> battles) {
    return battles.stream().map(Battle::getVotedAt).max(Instant::compareTo).orElse(Instant.MAX);
  }

  private static boolean isDecisive(Battle battle) {
    return battle.getOutcome() == VoteOutcome.A || battle.getOutcome() == VoteOutcome.B;
  }

  private static boolean isSided(Battle battle) {
    return isDecisive(battle) && battle.getSwapped() != null;
  }
}
