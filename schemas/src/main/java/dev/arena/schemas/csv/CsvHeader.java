package dev.arena.schemas.csv;

import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.turns.ChosenPair;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The positions of a CSV file's columns. Columns are found by name, in any order; other columns are
 * ignored.
 */
final class CsvHeader {
  static final String ID = "id";
  static final String PROMPT = "prompt";
  static final String RESPONSE_A = "response_a";
  static final String RESPONSE_B = "response_b";
  static final String MODEL_A = "model_a";
  static final String MODEL_B = "model_b";

  private static final List<String> ANSWERS = List.of(PROMPT, RESPONSE_A, RESPONSE_B);
  private static final List<String> CHOICE = List.of(ChosenPair.CHOSEN, ChosenPair.REJECTED);
  private static final List<String> VOTES =
      Arrays.stream(Outcome.values()).map(Outcome::columnName).toList();

  private final Map<String, Integer> indexes;
  private final int width;

  private CsvHeader(Map<String, Integer> indexes, int width) {
    this.indexes = indexes;
    this.width = width;
  }

  /**
   * The header with these names.
   *
   * @param columns which of them map to Arena's
   * @throws UserException if a column is missing or duplicated
   */
  static CsvHeader of(List<String> found, String file, ColumnNames columns) {
    for (Map.Entry<String, String> missing : columns.missingFrom(found)) {
      throw unmapped(file, missing, found);
    }
    List<String> names = columns.renamed(found);
    Map<String, Integer> indexes = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (indexes.putIfAbsent(name, i) != null && isKnown(name)) {
        throw new UserException(
            file
                + ":1: the header names column "
                + name
                + " twice; expected each column once. Remove or rename one of them.");
      }
    }
    boolean choice = indexes.containsKey(CHOICE.get(0)) || indexes.containsKey(CHOICE.get(1));
    boolean answers = indexes.containsKey(RESPONSE_A) || indexes.containsKey(RESPONSE_B);
    requireAll(choice && !answers ? CHOICE : ANSWERS, indexes.keySet(), names, file);
    if (VOTES.stream().anyMatch(indexes::containsKey)) {
      requireAll(VOTES, indexes.keySet(), names, file);
    }
    return new CsvHeader(Map.copyOf(indexes), names.size());
  }

  /** The exception for a header that lacks a column to which a name is mapped. */
  static UserException unmapped(
      String file, Map.Entry<String, String> missing, List<String> found) {
    return new UserException(
        "%s:1: the header lacks %s, which --columns names for %s; found %s. Correct --columns."
            .formatted(file, missing.getValue(), missing.getKey(), shown(found)));
  }

  private static boolean isKnown(String name) {
    return ANSWERS.contains(name)
        || CHOICE.contains(name)
        || name.equals(ID)
        || VOTES.contains(name)
        || name.equals(MODEL_A)
        || name.equals(MODEL_B);
  }

  private static void requireAll(
      List<String> wanted, Set<String> found, List<String> names, String file) {
    List<String> missing = wanted.stream().filter(name -> !found.contains(name)).toList();
    if (missing.isEmpty()) {
      return;
    }
    boolean votes = wanted.equals(VOTES);
    throw new UserException(
        file
            + ":1: the header lacks "
            + String.join(", ", missing)
            + "; found "
            + shown(names)
            + "; expected "
            + (votes
                ? "all three of " + String.join(", ", VOTES) + " or none"
                : "prompt, response_a, response_b, or chosen, rejected (with prompt, unless they are"
                    + " whole dialogues); id is optional")
            + ". "
            + advice(names));
  }

  /** The names for a message, shortened if there are many. */
  static String shown(List<String> names) {
    String shown =
        names.stream().limit(12).map(name -> '"' + name + '"').collect(Collectors.joining(", "));
    String cut = shown.length() <= 300 ? shown : shown.substring(0, 300) + "...";
    return names.size() <= 12 ? cut : cut + " and " + (names.size() - 12) + " more";
  }

  private static String advice(List<String> names) {
    if (names.size() == 1 && names.get(0).contains(";")) {
      return "The file seems to be semicolon-separated: save it with commas.";
    }
    if (names.size() == 1 && names.get(0).contains("\t")) {
      return "The file seems to be tab-separated: save it with commas.";
    }
    return "Names must match exactly, including blanks: name the columns"
        + " (--columns prompt=instruction,response_a=output_1), rename them, or add a header line if"
        + " there is none.";
  }

  /** Whether the file contains this column. */
  boolean has(String column) {
    return indexes.containsKey(column);
  }

  /** Position of a column that the file contains, counted from 0. */
  int index(String column) {
    Integer index = indexes.get(column);
    if (index == null) {
      throw new IllegalArgumentException("the header has no column " + column);
    }
    return index;
  }

  /** Whether each row holds a chosen and a rejected answer in place of answers A and B. */
  boolean hasChoice() {
    return !has(RESPONSE_A);
  }

  /** Whether each row holds a vote. */
  boolean hasVotes() {
    return hasChoice() || has(VOTES.get(0));
  }

  /** Number of columns. */
  int width() {
    return width;
  }
}
