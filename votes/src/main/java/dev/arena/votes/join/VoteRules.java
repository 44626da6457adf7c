package dev.arena.votes.join;

import dev.arena.kafka.deadletter.DeadLetterException;
import dev.arena.kafka.deadletter.VoteReason;
import dev.arena.schemas.Vote;
import dev.arena.schemas.VoteOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Which votes count. The rules depend only on what is in the records and on their timestamps, so
 * that the same input gives the same battles. {@link ClampedTime} bounds the timestamps by the
 * service's clock; a vote that this refuses may count in a run that reads it later, but never the
 * reverse.
 */
public final class VoteRules {
  /** How far voted_at may be ahead of the vote's record. */
  static final Duration AFTER_RECORD = Duration.ofMinutes(10);

  /**
   * The longest pair_id, voter, kind and name of a model, in characters. A battle has copies of
   * them and must fit its topic.
   */
  public static final int MAX_TEXT = 4096;

  /** The longest reasons of a vote together, in characters. */
  static final int MAX_REASONS = 65_536;

  private static final Pattern POSITION = Pattern.compile("-\\d+-\\d+");

  /** The relation of a vote to the current one with the same pair, kind and voter. */
  enum Standing {
    /** The vote becomes the current one. */
    CURRENT,
    /** Another record has said the same. */
    REPEATED,
    /** The current vote was cast later. */
    OUTDATED
  }

  private VoteRules() {}

  /**
   * Checks a vote on its own.
   *
   * @param topic the topic of votes
   * @param recordedAt the timestamp of the vote's record, from {@link ClampedTime}
   * @throws DeadLetterException if the vote cannot count
   */
  static void requireValid(Vote vote, String topic, long recordedAt) {
    requireText("pair_id", vote.getPairId());
    requireText("kind", vote.getKind());
    requireText("voter", vote.getVoter());
    requireText("model_a", vote.getModelA());
    requireText("model_b", vote.getModelB());
    requireReasons(vote.getReasons());
    requireProbability(vote.getProbability());
    requireOutcome(vote);
    requireNamed(vote.getVoter(), topic);
    Instant recorded = Instant.ofEpochMilli(recordedAt);
    if (vote.getVotedAt().isAfter(recorded.plus(AFTER_RECORD))) {
      throw new DeadLetterException(
          VoteReason.VOTED_AT,
          "voted_at is %s, which is more than %d minutes after %s: the timestamp of the vote's record, or %d minutes ahead of the service's clock if that is earlier; expected a vote that was cast before it was written. Check the clocks of the producer and of what cast the vote."
              .formatted(
                  vote.getVotedAt(),
                  AFTER_RECORD.toMinutes(),
                  recorded,
                  ClampedTime.AHEAD.toMinutes()));
    }
  }

  /**
   * Whether the service counts the vote in a record if it reads it now; it may have refused it when
   * its clock was earlier.
   *
   * @param vote in the record
   * @param now the service's clock
   */
  public static boolean accepts(ConsumerRecord<?, ?> record, Vote vote, Instant now) {
    long limit = now.plus(ClampedTime.AHEAD).toEpochMilli();
    boolean hasTime = record.timestamp() >= 0;
    try {
      requireValid(vote, record.topic(), hasTime ? Math.min(record.timestamp(), limit) : limit);
      return true;
    } catch (DeadLetterException refused) {
      return false;
    }
  }

  /** Whether votes may have this pair_id. */
  public static boolean isPairId(String id) {
    return !id.isBlank() && id.length() <= MAX_TEXT;
  }

  /**
   * Whether votes may have this voter.
   *
   * @param topic the topic of votes
   */
  public static boolean isVoter(String voter, String topic) {
    return !voter.isBlank() && voter.length() <= MAX_TEXT && !isPosition(voter, topic);
  }

  private static void requireText(String field, @Nullable String text) {
    if (text == null) {
      return;
    }
    if (text.isBlank()) {
      throw invalid(field + " is blank; expected text" + (mayBeNull(field) ? ", or null" : ""));
    }
    if (text.length() > MAX_TEXT) {
      throw invalid(
          "%s has %,d characters; expected at most %,d".formatted(field, text.length(), MAX_TEXT));
    }
  }

  private static boolean mayBeNull(String field) {
    return !field.equals("pair_id") && !field.equals("kind");
  }

  private static void requireReasons(List<String> reasons) {
    int length = reasons.stream().mapToInt(String::length).sum() + reasons.size();
    if (length > MAX_REASONS) {
      throw invalid(
          "reasons have %,d characters; expected at most %,d".formatted(length, MAX_REASONS));
    }
  }

  private static void requireProbability(@Nullable Double probability) {
    // written so that NaN fails
    if (probability != null && !(probability > 0 && probability <= 1)) {
      throw invalid(
          "probability is %s; expected more than 0 and at most 1, or null".formatted(probability));
    }
  }

  private static void requireOutcome(Vote vote) {
    if (vote.getOutcome() == VoteOutcome.UNKNOWN) {
      throw new DeadLetterException(
          VoteReason.OUTCOME,
          "the outcome is UNKNOWN, or a symbol that this version of Arena does not know; expected A, B, TIE, BOTH_BAD or WITHDRAWN");
    }
    if (vote.getOutcome() == VoteOutcome.WITHDRAWN && vote.getVoter() == null) {
      throw invalid(
          "an anonymous vote is withdrawn; expected a voter, because nothing says which of the anonymous votes it is");
    }
  }

  /** Anonymous votes are told apart by topic, partition and offset; a voter must not look so. */
  private static void requireNamed(@Nullable String voter, String topic) {
    if (voter != null && isPosition(voter, topic)) {
      throw invalid(
          "voter is topic, partition and offset of a record; expected a pseudonym, or null for an anonymous vote");
    }
  }

  private static boolean isPosition(String voter, String topic) {
    return voter.startsWith(topic + "-")
        && POSITION.matcher(voter.substring(topic.length())).matches();
  }

  private static DeadLetterException invalid(String message) {
    return new DeadLetterException(VoteReason.INVALID, message);
  }

  /**
   * The relation of a vote to the current one.
   *
   * @param current null if there is none
   */
  static Standing standing(@Nullable VoteState current, VoteContent vote) {
    if (current == null) {
      return Standing.CURRENT;
    }
    if (vote.sameAs(current.content())) {
      return Standing.REPEATED;
    }
    return VoteContent.ORDER.compare(vote, current.content()) > 0
        ? Standing.CURRENT
        : Standing.OUTDATED;
  }
}
