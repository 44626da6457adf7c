package dev.arena.votes.export;

import dev.arena.schemas.failure.UsageException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The format of an export. */
enum ExportFormat {
  /** Kaggle's columns, which {@code ./arena train} reads. */
  CSV("csv", true),
  /** LMArena's fields, which {@code ./arena train} reads. */
  JSONL("jsonl", true),
  /** The conversational preference format of TRL: prompt, chosen and rejected messages. */
  DPO("dpo", true),
  /** The columns that LMArena's package arena-rank reads: models and winner, without texts. */
  ARENA_RANK("arena-rank", false);

  private final String text;
  private final boolean texts;

  ExportFormat(String text, boolean texts) {
    this.text = text;
    this.texts = texts;
  }

  /**
   * The format with this name.
   *
   * @throws UsageException if there is none
   */
  static ExportFormat of(String text) {
    return Arrays.stream(values())
        .filter(each -> each.text.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "--format is %s; expected one of %s."
                        .formatted(
                            text,
                            Arrays.stream(values())
                                .map(ExportFormat::text)
                                .collect(Collectors.joining(", ")))));
  }

  /** The name on the command line. */
  String text() {
    return text;
  }

  /** Whether it holds the texts of pairs. */
  boolean hasTexts() {
    return texts;
  }

  /** Whether {@code ./arena train} reads it as a file of votes with ties. */
  boolean isForTraining() {
    return this == CSV || this == JSONL;
  }
}
