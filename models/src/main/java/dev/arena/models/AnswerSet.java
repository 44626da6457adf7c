package dev.arena.models;

import java.util.List;
import java.util.Objects;

/**
 * Answers to one prompt, to be compared each with each.
 *
 * @param prompt what the person asked; may be empty
 * @param answers at least two, each of which may be empty
 */
public record AnswerSet(String prompt, List<String> answers) {
  public AnswerSet {
    Objects.requireNonNull(prompt, "prompt");
    answers = List.copyOf(answers);
    if (answers.size() < 2) {
      throw new IllegalArgumentException(
          "there are %d answers; expected at least two".formatted(answers.size()));
    }
  }
}
