package dev.arena.models.encode;

import java.util.List;

/** What a text feature is about; each feature of {@link TextFeatures} is in exactly one group. */
public enum FeatureGroup {
  /** How much the texts hold: characters, words, sentences, turns; whether an answer breaks off. */
  LENGTH(
      "length",
      List.of(
          "length_difference",
          "log_ratio_length",
          "log_ratio_words",
          "log_ratio_sentences",
          "ends_abruptly",
          "empty",
          "log_prompt_length",
          "log_total_length",
          "log_shorter_length",
          "length_gap",
          "both_empty",
          "log_turns")),

  /** Layout and Markdown of the answers. */
  FORMATTING(
      "formatting",
      List.of(
          "log_ratio_paragraphs",
          "log_ratio_headers",
          "log_ratio_bold",
          "log_ratio_list_items",
          "log_ratio_table_rows",
          "log_ratio_code_blocks",
          "log_ratio_links")),

  /** Whether answers decline to answer. */
  REFUSAL(
      "refusal",
      List.of("log_ratio_refusal_phrases", "starts_with_refusal", "both_refuse", "either_refuses")),

  /** Which words an answer shares with the prompt, the other answer, or the rest of itself. */
  OVERLAP(
      "overlap",
      List.of(
          "repeated_line_share",
          "type_token_ratio",
          "prompt_overlap",
          "word_overlap",
          "identical")),

  /** Characters and words that depend on the language, and code and questions in the prompt. */
  LANGUAGE_AND_SYMBOLS(
      "language_and_symbols",
      List.of(
          "log_ratio_digits",
          "log_ratio_question_marks",
          "log_ratio_exclamation_marks",
          "log_ratio_word_length",
          "non_ascii_share",
          "prompt_has_code",
          "prompt_ends_with_question"));

  private final String text;
  private final List<String> features;

  FeatureGroup(String text, List<String> features) {
    this.text = text;
    this.features = features;
  }

  /** The name in output, in lower case. */
  public String text() {
    return text;
  }

  /** The names of the features in this group. */
  public List<String> features() {
    return features;
  }

  /**
   * The group of a feature.
   *
   * @throws IllegalArgumentException if {@link TextFeatures} has no such feature
   */
  public static FeatureGroup of(String feature) {
    for (FeatureGroup group : values()) {
      if (group.features.contains(feature)) {
        return group;
      }
    }
    throw new IllegalArgumentException("no group contains the text feature " + feature);
  }
}
