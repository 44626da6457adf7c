package dev.arena.lab.prove;

import dev.arena.lab.prove.ExpectedVotes.ExpectedBattle;
import dev.arena.lab.prove.ExpectedVotes.Letter;
import dev.arena.lab.prove.ExpectedVotes.Place;
import dev.arena.lab.prove.ExpectedVotes.VoteRecord;
import dev.arena.schemas.Battle;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.RecordPosition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Utils;

/** How what the votes service wrote differs from what is expected. For use by one thread. */
final class VotesVerdict {
  private static final int MAX_EXAMPLES = 5;

  private final Map<Violation, Integer> violations = new EnumMap<>(Violation.class);
  private final List<String> examples = new ArrayList<>();

  /** Creates a verdict without violations. */
  VotesVerdict() {
    for (Violation what : Violation.values()) {
      violations.put(what, 0);
    }
  }

  /** A way in which the output for votes is wrong. */
  enum Violation {
    /** A battle that was not written, or was removed. */
    LOST_BATTLE("battle missing"),
    /** A battle of a vote that was withdrawn, of no vote, or of a dead letter. */
    STRANGE_BATTLE("battle that should not be there"),
    /** A battle with another value. */
    WRONG_BATTLE("wrong battle"),
    /** A battle whose source does not say what the battle says. */
    WRONG_SOURCE("battle with another source"),
    /** A battle that counts more changes than there were. */
    WRONG_REVISION("battle with too many changes"),
    /** A battle that is not on the partition of its pair. */
    WRONG_PARTITION("battle on another partition"),
    /** A vote that should be a dead letter and is none. */
    LOST_LETTER("dead letter missing"),
    /** More than one dead letter of a vote, or of several records that say the same. */
    DUPLICATED_LETTER("dead letter duplicated"),
    /** A dead letter with other bytes or another reason. */
    WRONG_LETTER("wrong dead letter"),
    /** A dead letter of a valid vote or of no vote. */
    STRANGE_LETTER("dead letter that should not be there"),
    /** Sums that are missing, differ, or should not be there. */
    WRONG_EVALUATION("wrong evaluation"),
    /** A leaderboard that is missing, differs, or should not be there. */
    WRONG_LEADERBOARD("wrong leaderboard"),
    /** A day that is missing in the history of leaderboards, or should not be there. */
    WRONG_HISTORY("wrong history of leaderboards"),
    /** A service that writes and writes although all its input was read long ago. */
    ENDLESS("service that does not stop writing");

    private final String label;

    Violation(String label) {
      this.label = label;
    }

    /** Returns the name in reports. */
    String label() {
      return label;
    }
  }

  /** Compares battles and dead letters. */
  static VotesVerdict of(ExpectedVotes expected, VoteOutputs outputs, int partitions) {
    VotesVerdict verdict = new VotesVerdict();
    verdict.compareBattles(expected.battles(), outputs.battles(), partitions);
    verdict.compareLetters(expected.letters(), outputs.deadLetters());
    return verdict;
  }

  /** Whether there are no violations. */
  boolean good() {
    return violations.values().stream().allMatch(count -> count == 0);
  }

  /** Returns the number of violations by label. */
  Map<Violation, Integer> violations() {
    return violations;
  }

  /** Returns descriptions of the first violations of each kind. */
  List<String> examples() {
    return examples;
  }

  private void compareBattles(
      Map<String, ExpectedBattle> expected,
      Map<String, VoteOutputs.Written> actual,
      int partitions) {
    expected.forEach(
        (key, battle) -> {
          VoteOutputs.Written written = actual.get(key);
          if (written == null) {
            note(Violation.LOST_BATTLE, key, "expected " + battle.anyOf());
          } else {
            compare(key, battle, written.battle());
            String pair = written.battle().getPairId();
            int partition =
                Utils.toPositive(Utils.murmur2(pair.getBytes(StandardCharsets.UTF_8))) % partitions;
            if (written.partition() != partition) {
              note(Violation.WRONG_PARTITION, key, "it is on partition " + written.partition());
            }
          }
        });
    actual.forEach(
        (key, written) -> {
          if (!expected.containsKey(key)) {
            note(Violation.STRANGE_BATTLE, key, "found " + written.battle());
          }
        });
  }

  private void compare(String key, ExpectedBattle expected, Battle battle) {
    RecordPosition source = battle.getSource();
    if (!expected.sources().contains(new Place(source.getPartition(), source.getOffset()))) {
      note(Violation.WRONG_SOURCE, key, source + "; expected one of " + expected.sources());
    }
    if (battle.getRevision() > expected.maxRevision()) {
      note(
          Violation.WRONG_REVISION,
          key,
          "revision %d; expected at most %d"
              .formatted(battle.getRevision(), expected.maxRevision()));
    }
    List<Battle> comparable =
        expected.anyOf().stream()
            .map(
                each ->
                    Battle.newBuilder(each)
                        .setRevision(battle.getRevision())
                        .setSource(
                            new RecordPosition(
                                each.getSource().getTopic(),
                                source.getPartition(),
                                source.getOffset()))
                        .build())
            .toList();
    if (!comparable.contains(battle)) {
      note(
          Violation.WRONG_BATTLE,
          key,
          comparable.stream()
              .map(each -> difference(each, battle))
              .collect(Collectors.joining("; or ")));
    }
  }

  private static String difference(SpecificRecord expected, SpecificRecord found) {
    return expected.getSchema().getFields().stream()
        .filter(field -> !Objects.equals(expected.get(field.pos()), found.get(field.pos())))
        .map(
            field ->
                "%s is %s; expected %s"
                    .formatted(field.name(), found.get(field.pos()), expected.get(field.pos())))
        .collect(Collectors.joining(", "));
  }

  private void compareLetters(List<Letter> expected, List<VoteOutputs.DeadLetter> actual) {
    Map<Place, List<VoteOutputs.DeadLetter>> byPlace = new HashMap<>();
    for (VoteOutputs.DeadLetter letter : actual) {
      if (letter.place() == null) {
        note(Violation.STRANGE_LETTER, letter.reason(), "it names no vote");
      } else {
        byPlace.computeIfAbsent(letter.place(), none -> new ArrayList<>()).add(letter);
      }
    }
    Set<Place> known = new HashSet<>();
    for (Letter letter : expected) {
      int found = 0;
      for (VoteRecord record : letter.anyOf()) {
        known.add(record.place());
        for (VoteOutputs.DeadLetter each : byPlace.getOrDefault(record.place(), List.of())) {
          found++;
          if (!each.reason().equals(letter.reason())
              || !Arrays.equals(each.key(), record.key())
              || !Arrays.equals(each.value(), record.value())) {
            note(
                Violation.WRONG_LETTER,
                String.valueOf(record.place()),
                "reason %s, %d bytes; expected %s and the bytes of the record"
                    .formatted(
                        each.reason(),
                        each.value() == null ? 0 : each.value().length,
                        letter.reason()));
          }
        }
      }
      String places =
          letter.anyOf().stream().map(VoteRecord::place).toList() + " (" + letter.reason() + ")";
      if (found == 0) {
        note(Violation.LOST_LETTER, places, "expected a dead letter");
      } else if (found > 1) {
        note(Violation.DUPLICATED_LETTER, places, "found " + found);
      }
    }
    byPlace.forEach(
        (place, letters) -> {
          if (!known.contains(place)) {
            note(Violation.STRANGE_LETTER, String.valueOf(place), letters.get(0).reason());
          }
        });
  }

  /** Compares the sums of the evaluation. */
  void compareEvaluations(
      Map<String, LiveEvaluation> expected, Map<String, LiveEvaluation> actual) {
    compareRecords(Violation.WRONG_EVALUATION, expected, actual);
  }

  /**
   * Compares leaderboards, the times at which they were computed aside.
   *
   * @param expected computed at {@link Instant#EPOCH}
   */
  void compareLeaderboards(Map<String, Leaderboard> expected, Map<String, Leaderboard> actual) {
    Map<String, Leaderboard> comparable = new HashMap<>();
    actual.forEach(
        (key, board) ->
            comparable.put(
                key, Leaderboard.newBuilder(board).setComputedAt(Instant.EPOCH).build()));
    compareRecords(Violation.WRONG_LEADERBOARD, expected, comparable);
  }

  /**
   * Checks which days the history of leaderboards has.
   *
   * @param today the current day (UTC)
   * @param actual keys
   */
  void compareHistory(ExpectedHistory expected, LocalDate today, Set<String> actual) {
    for (String key : expected.required(today)) {
      if (!actual.contains(key)) {
        note(Violation.WRONG_HISTORY, key, "it is missing; expected the leaderboard of that day");
      }
    }
    Set<String> possible = expected.possible(today);
    for (String key : actual) {
      if (!possible.contains(key)) {
        note(Violation.WRONG_HISTORY, key, "it is there; expected none before the day has ended");
      }
    }
  }

  private <T extends SpecificRecord> void compareRecords(
      Violation what, Map<String, T> expected, Map<String, T> actual) {
    Map<String, T> all = new TreeMap<>(actual);
    all.putAll(expected);
    for (String key : all.keySet()) {
      T wanted = expected.get(key);
      T found = actual.get(key);
      if (!Objects.equals(wanted, found)) {
        note(
            what,
            key,
            wanted == null || found == null
                ? "found %s; expected %s".formatted(found, wanted)
                : difference(wanted, found));
      }
    }
  }

  /** Notes that the service was still writing after so long. */
  void noteEndless(Duration limit) {
    note(
        Violation.ENDLESS,
        "votes service",
        "it was still writing after %d s; expected it to write each result once"
            .formatted(limit.toSeconds()));
  }

  private void note(Violation what, String where, String found) {
    if (violations.merge(what, 1, Integer::sum) <= MAX_EXAMPLES) {
      examples.add("%s: %s: %s".formatted(what.label(), where, found));
    }
  }
}
