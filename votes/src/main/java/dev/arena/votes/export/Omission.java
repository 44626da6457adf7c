package dev.arena.votes.export;

import java.util.Locale;

/** Why a vote is not in an export. */
enum Omission {
  OTHER_KIND("of another kind"),
  TOO_LATE("not cast before the given time"),
  AMBIGUOUS("pairs with different texts have its pair's id"),
  OUTCOME("its outcome is unknown to this version"),
  NOT_DECISIVE("a tie, or both answers are bad"),
  NO_MODELS("its models are unknown"),
  NOT_SCORED("no scorer has scored its pair, so it is unknown where the texts are"),
  EXPIRED("the topic of pairs no longer keeps its pair"),
  MISSING("the topic of pairs has no record where its pair should be"),
  UNREADABLE("the record of its pair cannot be read"),
  OTHER_PAIR("another pair is where its pair should be: the topic was created again"),
  SAME_ANSWERS("both answers are the same"),
  NO_ANSWER("an answer or a prompt has no text");

  private final String meaning;

  Omission(String meaning) {
    this.meaning = meaning;
  }

  /** The name in JSON. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What is said about such votes. */
  String meaning() {
    return meaning;
  }
}
