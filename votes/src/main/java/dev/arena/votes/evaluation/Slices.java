package dev.arena.votes.evaluation;

import dev.arena.schemas.PairFacts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The slices that a pair belongs to. */
public final class Slices {
  /** The slice of all pairs. */
  public static final String ALL = "all";

  /** Prompts with at least this many code points are long. */
  static final int LONG_PROMPT = 2000;

  /** The longest script, language or category, in characters. A scorer writes no longer one. */
  private static final int MAX_NAME = 64;

  private Slices() {}

  /**
   * The slices of a pair, {@link #ALL} first.
   *
   * @param facts null if unknown; the pair then belongs to no other slice
   */
  public static List<String> of(@Nullable PairFacts facts) {
    Set<String> slices = new LinkedHashSet<>();
    slices.add(ALL);
    if (facts != null) {
      add("script", facts.getScript(), slices);
      add("language", facts.getLanguage(), slices);
      facts.getCategory().forEach(category -> add("category", category, slices));
      if (facts.getTurns() > 1) {
        slices.add("multi-turn");
      }
      if (facts.getCode()) {
        slices.add("code");
      }
      if (facts.getPromptLength() >= LONG_PROMPT) {
        slices.add("long-prompt");
      }
    }
    return new ArrayList<>(slices);
  }

  private static void add(String name, @Nullable String value, Set<String> slices) {
    if (value != null && !value.isBlank() && value.length() <= MAX_NAME) {
      slices.add(name + "=" + value);
    }
  }
}
