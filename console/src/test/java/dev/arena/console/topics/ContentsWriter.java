package dev.arena.console.topics;

import dev.arena.console.topics.PairRecords.Scored;
import dev.arena.schemas.Battle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.Vote;
import java.util.Map;

/** Writes records into contents as a reader does, each as the latest one of its kind. */
public final class ContentsWriter {
  private ContentsWriter() {}

  public static void add(TopicContents contents, ConversationPair pair) {
    contents.keep(pair, contents.latestTime(TopicKind.PAIRS));
    changed(contents, TopicKind.PAIRS);
  }

  public static void add(TopicContents contents, Scored preference) {
    contents.keep(preference, contents.latestTime(TopicKind.PREFERENCES));
    changed(contents, TopicKind.PREFERENCES);
  }

  public static void add(TopicContents contents, Vote vote) {
    contents.keep(vote, contents.latestTime(TopicKind.VOTES));
    changed(contents, TopicKind.VOTES);
  }

  public static void put(TopicContents contents, String key, Battle battle) {
    contents.keep(key, battle, contents.latestTime(TopicKind.BATTLES));
    changed(contents, TopicKind.BATTLES);
  }

  public static void put(TopicContents contents, String key, Leaderboard board) {
    contents.keepBoard(key, board);
    changed(contents, TopicKind.LEADERBOARD);
  }

  public static void put(TopicContents contents, String key, LiveEvaluation evaluation) {
    contents.keepEvaluation(key, evaluation);
    changed(contents, TopicKind.EVALUATION);
  }

  private static void changed(TopicContents contents, TopicKind kind) {
    contents.changed(Map.of(kind, contents.version(kind) + 1));
  }
}
