package dev.arena.trainer.check;

import java.util.List;

/**
 * Something that a person should know before a training begins.
 *
 * @param name what it is, for programs, such as {@code validation_prompts}
 * @param warning whether figures or the model are doubtful because of it
 * @param count how many rows it is about
 * @param rows the first of them, each as {@code FILE:LINE} and what was found
 * @param sentence what was found and what it means
 */
public record Finding(
    String name, boolean warning, long count, List<String> rows, String sentence) {
  public Finding {
    rows = List.copyOf(rows);
  }
}
