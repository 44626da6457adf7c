package dev.arena.trainer.recipe;

import dev.arena.models.encode.EncodingSpec;
import dev.arena.models.encode.EncodingSpec.Kind;
import dev.arena.schemas.failure.UsageException;
import dev.arena.trainer.recipe.Recipe.Origin;

/** How a pair is read, from the keys that say so. */
final class RecipeEncoding {
  private static final int PROMPT_SHARE = 4;
  private static final String BETWEEN_TURNS = "\n";
  private static final String EMPTY_TURN = "";

  private RecipeEncoding() {}

  static EncodingSpec of(Origin origin) {
    Kind kind = origin.get(RecipeTable.KIND);
    int maxTokens = origin.get(RecipeTable.MAX_TOKENS);
    int promptTokens = origin.get(RecipeTable.PROMPT_TOKENS).orElse(maxTokens / PROMPT_SHARE);
    int most = maxTokens - kind.specialTokens();
    if (promptTokens > most) {
      throw new UsageException(
          "prompt-tokens is %d; expected at most %d: max-tokens is %d, and a %s adds %d of its own."
              .formatted(promptTokens, most, maxTokens, kind.text(), kind.specialTokens()));
    }
    return new EncodingSpec(
        kind, maxTokens, promptTokens, origin.get(RecipeTable.CUT), BETWEEN_TURNS, EMPTY_TURN);
  }
}
