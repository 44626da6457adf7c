package dev.arena.lab.prove;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was sent, what has to become of it, and what did. Takes 17 bytes a record. Safe for use by
 * many threads.
 *
 * <p>Records are numbered from 0 and go to the partitions in turn, so that the numbers of a
 * partition grow.
 */
final class Ledger {
  private static final int MOST_EXAMPLES = 5;
  private static final int UNKNOWN = -1;

  private final int partitions;
  private final Object lock = new Object();
  // all below guarded by lock
  private final long[] digests;
  private final int[] offsets;
  private final int[] claimed;
  private final BitSet toBeScored;
  private final BitSet preferences;
  private final BitSet deadLetters;
  private final int[] lastOfPartition;
  private final Map<String, Integer> kinds = new TreeMap<>();
  private final Map<Integer, String> reasons = new TreeMap<>();
  private final Map<Violation, Integer> wrong = new EnumMap<>(Violation.class);
  private final List<String> examples = new ArrayList<>();
  private int sent;
  private int accounted;

  Ledger(int records, int partitions) {
    this.partitions = partitions;
    this.digests = new long[records];
    this.offsets = filled(records);
    this.claimed = filled(records);
    this.toBeScored = new BitSet(records);
    this.preferences = new BitSet(records);
    this.deadLetters = new BitSet(records);
    this.lastOfPartition = filled(partitions);
    for (Violation what : Violation.values()) {
      wrong.put(what, 0);
    }
  }

  /** Where a dead letter says that it comes from. */
  record Origin(int partition, long offset) {}

  /** The partition of a record. */
  int partition(int number) {
    return number % partitions;
  }

  /** The next record is about to be sent. */
  void sending(Inputs.Input input) {
    synchronized (lock) {
      digests[sent] = input.digest();
      toBeScored.set(sent, input.scored());
      kinds.merge(input.kind(), 1, Integer::sum);
      if (input.reason() != null && !input.reason().isEmpty()) {
        reasons.put(sent, input.reason());
      }
      sent++;
    }
  }

  /**
   * The broker has a record.
   *
   * @param offset negative if the broker no longer knows
   */
  void written(int number, long offset) {
    synchronized (lock) {
      offsets[number] = (int) offset;
    }
  }

  /** A committed preference was read. */
  void preference(int number, int partition, long digest) {
    synchronized (lock) {
      if (isStrange(number) || isDoubled(number, "a preference")) {
        return;
      }
      preferences.set(number);
      accounted++;
      if (!toBeScored.get(number)) {
        note(Violation.WRONG_FATE, number, "it was scored; expected a dead letter");
      } else if (digests[number] != digest) {
        note(Violation.WRONG_VALUE, number, "its preference is not that of the pair alone");
      }
      if (partition != partition(number)) {
        note(Violation.WRONG_PARTITION, number, "its preference is on partition " + partition);
      } else if (number < lastOfPartition[partition]) {
        note(
            Violation.OUT_OF_ORDER,
            number,
            "its preference came after that of record " + lastOfPartition[partition]);
      } else {
        lastOfPartition[partition] = number;
      }
    }
  }

  /**
   * A committed dead letter was read.
   *
   * @param origin null if it names none
   */
  void deadLetter(int number, @Nullable Origin origin, long digest, String reason) {
    synchronized (lock) {
      if (isStrange(number) || isDoubled(number, "a dead letter")) {
        return;
      }
      deadLetters.set(number);
      accounted++;
      if (toBeScored.get(number)) {
        note(Violation.WRONG_FATE, number, "it is a dead letter; expected a preference: " + reason);
        return;
      }
      if (digests[number] != digest) {
        note(Violation.WRONG_BYTES, number, "its dead letter has other bytes");
      }
      if (origin == null || origin.partition() != partition(number)) {
        note(Violation.WRONG_ORIGIN, number, "its dead letter names " + origin);
      } else {
        claimed[number] = (int) origin.offset();
      }
      String expected = reasons.remove(number);
      if (reason.isEmpty() || expected != null && !reason.contains(expected)) {
        note(Violation.WRONG_REASON, number, "its dead letter's reason is \"" + reason + "\"");
      }
    }
  }

  /** How many were sent. */
  int sent() {
    synchronized (lock) {
      return sent;
    }
  }

  /** How many of them have a preference or a dead letter. */
  int accounted() {
    synchronized (lock) {
      return accounted;
    }
  }

  /** How many were sent of each kind. */
  Map<String, Integer> kinds() {
    synchronized (lock) {
      return new TreeMap<>(kinds);
    }
  }

  /** What is known now; nothing more must come. */
  Verdict verdict() {
    synchronized (lock) {
      for (int number = 0; number < sent; number++) {
        if (!preferences.get(number) && !deadLetters.get(number)) {
          note(
              Violation.LOST,
              number,
              "nothing came of it; expected a "
                  + (toBeScored.get(number) ? "preference" : "dead letter"));
        } else if (claimed[number] >= 0
            && offsets[number] >= 0
            && claimed[number] != offsets[number]) {
          note(Violation.WRONG_ORIGIN, number, "its dead letter names offset " + claimed[number]);
        }
      }
      return new Verdict(
          sent, preferences.cardinality(), deadLetters.cardinality(), wrong, examples);
    }
  }

  private boolean isStrange(int number) {
    if (number < 0 || number >= sent) {
      note(Violation.STRANGE, number, "no such record was sent");
      return true;
    }
    return false;
  }

  private boolean isDoubled(int number, String what) {
    if (preferences.get(number) || deadLetters.get(number)) {
      note(
          Violation.DOUBLED,
          number,
          "%s came of it, and %s before"
              .formatted(what, preferences.get(number) ? "a preference" : "a dead letter"));
      return true;
    }
    return false;
  }

  private void note(Violation what, int number, String found) {
    int times = wrong.merge(what, 1, Integer::sum);
    if (times <= MOST_EXAMPLES) {
      boolean known = number >= 0 && number < sent;
      examples.add(
          "%s: record %d (%s): %s"
              .formatted(
                  what.words(),
                  number,
                  known
                      ? "partition %d, offset %d".formatted(partition(number), offsets[number])
                      : "unknown",
                  found));
    }
  }

  private static int[] filled(int length) {
    int[] values = new int[length];
    Arrays.fill(values, UNKNOWN);
    return values;
  }

  /** What can be wrong with what became of a record. */
  enum Violation {
    /** Neither preference nor dead letter. */
    LOST("lost"),
    /** More than one preference or dead letter. */
    DOUBLED("doubled"),
    /** A preference behind one of a later record of its partition. */
    OUT_OF_ORDER("out of order"),
    /** A preference on another partition than its pair. */
    WRONG_PARTITION("on another partition"),
    /** A preference with other numbers than the pair has when it is scored alone. */
    WRONG_VALUE("wrong value"),
    /** A good record in the dead letters, or a bad one that was scored. */
    WRONG_FATE("wrong fate"),
    /** A dead letter with other bytes than its record. */
    WRONG_BYTES("dead letter with other bytes"),
    /** A dead letter that names another topic, partition or offset. */
    WRONG_ORIGIN("dead letter with another origin"),
    /** A dead letter without a reason that fits. */
    WRONG_REASON("dead letter without its reason"),
    /** An output that belongs to no record that was sent. */
    STRANGE("strange output");

    private final String words;

    Violation(String words) {
      this.words = words;
    }

    /** As in a table. */
    String words() {
      return words;
    }
  }

  /**
   * What became of all records.
   *
   * @param sent how many
   * @param scored how many have a preference
   * @param deadLetters how many have a dead letter
   * @param wrong how often, by what is wrong
   * @param examples the first few records with which something is wrong, in words
   */
  record Verdict(
      int sent,
      int scored,
      int deadLetters,
      Map<Ledger.Violation, Integer> wrong,
      List<String> examples) {
    Verdict {
      wrong = Collections.unmodifiableMap(new EnumMap<>(wrong));
      examples = List.copyOf(examples);
    }

    /** Whether nothing is. */
    boolean good() {
      return wrong.values().stream().allMatch(count -> count == 0);
    }

    /** How often this is wrong. */
    int count(Ledger.Violation what) {
      return wrong.getOrDefault(what, 0);
    }
  }
}
