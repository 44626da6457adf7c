package dev.arena.lab.prove;

import dev.arena.lab.load.NumberHeader;
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
 * An account of all records: what was sent, which result is expected, and which outputs were read.
 * It takes up about 17 bytes per record. Safe for use by many threads.
 *
 * <p>Records are numbered from 0 and go to the partitions round-robin, so the numbers within a
 * partition are ascending.
 */
final class Ledger {
  /** The header that holds the number of a record. */
  static final NumberHeader NUMBER = new NumberHeader("arena.prove.number");

  private static final int MAX_EXAMPLES = 5;

  /** The number of an output that names no record. */
  static final int UNKNOWN = -1;

  private final int partitions;
  private final Object lock = new Object();
  // all fields below are guarded by lock
  private final long[] digests;
  private final int[] offsets;
  private final int[] claimedOffsets;
  private final BitSet expectedScored;
  private final BitSet preferences;
  private final BitSet deadLetters;
  private final int[] lastOfPartition;
  private final Map<String, Integer> kinds = new TreeMap<>();
  private final Map<Integer, String> reasons = new TreeMap<>();
  private final Map<Violation, Integer> violations = new EnumMap<>(Violation.class);
  private final List<String> examples = new ArrayList<>();
  private int sent;
  private int accounted;

  Ledger(int records, int partitions) {
    this.partitions = partitions;
    this.digests = new long[records];
    this.offsets = filled(records);
    this.claimedOffsets = filled(records);
    this.expectedScored = new BitSet(records);
    this.preferences = new BitSet(records);
    this.deadLetters = new BitSet(records);
    this.lastOfPartition = filled(partitions);
    for (Violation what : Violation.values()) {
      violations.put(what, 0);
    }
  }

  /** The source position that a dead letter names. */
  record Origin(int partition, long offset) {}

  int partition(int number) {
    return number % partitions;
  }

  /** Adds the next record, before it is sent. */
  void sending(Inputs.Input input) {
    synchronized (lock) {
      digests[sent] = input.digest();
      expectedScored.set(sent, input.scored());
      kinds.merge(input.kind(), 1, Integer::sum);
      if (input.reason() != null && !input.reason().isEmpty()) {
        reasons.put(sent, input.reason());
      }
      sent++;
    }
  }

  /**
   * Notes that the broker has acknowledged a record.
   *
   * @param offset offset of the record; negative if the broker no longer knows it
   */
  void written(int number, long offset) {
    synchronized (lock) {
      offsets[number] = (int) offset;
    }
  }

  /** Notes a committed preference. */
  void preference(int number, int partition, long digest) {
    synchronized (lock) {
      if (isUnknown(number) || isDuplicate(number, "a preference")) {
        return;
      }
      preferences.set(number);
      accounted++;
      if (!expectedScored.get(number)) {
        note(Violation.WRONG_FATE, number, "it was scored; expected a dead letter");
      } else if (digests[number] != digest) {
        note(
            Violation.WRONG_VALUE,
            number,
            "its preference differs from that of the pair scored alone");
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
   * Notes a committed dead letter.
   *
   * @param origin source position; null if the dead letter names none
   */
  void deadLetter(int number, @Nullable Origin origin, long digest, String reason) {
    synchronized (lock) {
      if (isUnknown(number) || isDuplicate(number, "a dead letter")) {
        return;
      }
      deadLetters.set(number);
      accounted++;
      if (expectedScored.get(number)) {
        note(Violation.WRONG_FATE, number, "it is a dead letter; expected a preference: " + reason);
        return;
      }
      if (digests[number] != digest) {
        note(Violation.WRONG_BYTES, number, "its dead letter has different bytes");
      }
      if (origin == null || origin.partition() != partition(number)) {
        note(Violation.WRONG_ORIGIN, number, "its dead letter names " + origin);
      } else {
        claimedOffsets[number] = (int) origin.offset();
      }
      String expected = reasons.remove(number);
      if (reason.isEmpty() || (expected != null && !reason.contains(expected))) {
        note(Violation.WRONG_REASON, number, "its dead letter's reason is \"" + reason + "\"");
      }
    }
  }

  /** Returns the number of records that were sent. */
  int sent() {
    synchronized (lock) {
      return sent;
    }
  }

  /** Returns the number of records that have a preference or a dead letter. */
  int accounted() {
    synchronized (lock) {
      return accounted;
    }
  }

  /** Returns the number of records that were sent, by kind. */
  Map<String, Integer> kinds() {
    synchronized (lock) {
      return new TreeMap<>(kinds);
    }
  }

  /** Returns the result of the run; no more outputs may be added afterwards. */
  Verdict verdict() {
    synchronized (lock) {
      for (int number = 0; number < sent; number++) {
        if (!preferences.get(number) && !deadLetters.get(number)) {
          note(
              Violation.LOST,
              number,
              "it has no output; expected a "
                  + (expectedScored.get(number) ? "preference" : "dead letter"));
        } else if (claimedOffsets[number] >= 0
            && offsets[number] >= 0
            && claimedOffsets[number] != offsets[number]) {
          note(
              Violation.WRONG_ORIGIN,
              number,
              "its dead letter names offset " + claimedOffsets[number]);
        }
      }
      return new Verdict(
          sent, preferences.cardinality(), deadLetters.cardinality(), violations, examples);
    }
  }

  private boolean isUnknown(int number) {
    if (number < 0 || number >= sent) {
      note(Violation.STRANGE, number, "no such record was sent");
      return true;
    }
    return false;
  }

  private boolean isDuplicate(int number, String what) {
    if (preferences.get(number) || deadLetters.get(number)) {
      note(
          Violation.DUPLICATED,
          number,
          "it has %s in addition to %s"
              .formatted(what, preferences.get(number) ? "a preference" : "a dead letter"));
      return true;
    }
    return false;
  }

  private void note(Violation what, int number, String found) {
    int times = violations.merge(what, 1, Integer::sum);
    if (times <= MAX_EXAMPLES) {
      boolean known = number >= 0 && number < sent;
      examples.add(
          "%s: record %d (%s): %s"
              .formatted(
                  what.label(),
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

  /** A way in which the output of a record is wrong. */
  enum Violation {
    /** Neither a preference nor a dead letter. */
    LOST("lost"),
    /** More than one preference or dead letter. */
    DUPLICATED("duplicated"),
    /** A preference that comes after that of a later record on its partition. */
    OUT_OF_ORDER("out of order"),
    /** A preference that is not on the partition of its pair. */
    WRONG_PARTITION("on another partition"),
    /** A preference whose values differ from those that the pair gets when it is scored alone. */
    WRONG_VALUE("wrong value"),
    /** A good record that became a dead letter, or a bad record that was scored. */
    WRONG_FATE("wrong fate"),
    /** A dead letter whose bytes differ from those of its record. */
    WRONG_BYTES("dead letter with other bytes"),
    /** A dead letter that names another topic, partition or offset. */
    WRONG_ORIGIN("dead letter with another origin"),
    /** A dead letter without the expected reason. */
    WRONG_REASON("dead letter without its reason"),
    /** An output that belongs to no record that was sent. */
    STRANGE("strange output");

    private final String label;

    Violation(String label) {
      this.label = label;
    }

    /** Returns the name in reports. */
    String label() {
      return label;
    }
  }

  /**
   * The result of a run.
   *
   * @param sent number of records that were sent
   * @param scored number of records with a preference
   * @param deadLetters number of records with a dead letter
   * @param violations number of violations of each kind
   * @param examples descriptions of the first violations of each kind
   */
  record Verdict(
      int sent,
      int scored,
      int deadLetters,
      Map<Ledger.Violation, Integer> violations,
      List<String> examples) {
    Verdict {
      violations = Collections.unmodifiableMap(new EnumMap<>(violations));
      examples = List.copyOf(examples);
    }

    /** Whether there are no violations. */
    boolean good() {
      return violations.values().stream().allMatch(count -> count == 0);
    }
  }
}
