package dev.arena.trainer.recipe;

import dev.arena.models.encode.EncodingSpec;
import dev.arena.models.encode.EncodingSpec.Kind;
import dev.arena.schemas.failure.UsageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one training run. Created by {@link Recipes}.
 *
 * @param origin the source of the settings, and their texts
 * @param base name of the encoder to start from
 * @param layers the layers that are used; empty for all
 * @param pruning how much of each layer is kept
 * @param encoding how a pair is read
 * @param pooling which tokens give the vector of a sequence
 * @param optimisation how the weights change
 * @param regularisation of the weights
 * @param selection of votes and weights, and early stopping
 * @param distillation how the model learns from soft labels
 * @param inferenceBatch maximum number of pairs per run in evaluations
 * @param seed of all random numbers
 * @param limit maximum number of training rows, or null for all
 */
public record Recipe(
    Origin origin,
    String base,
    List<Integer> layers,
    Pruning pruning,
    EncodingSpec encoding,
    Pooling pooling,
    Optimisation optimisation,
    Regularisation regularisation,
    Selection selection,
    Distillation distillation,
    int inferenceBatch,
    int seed,
    @Nullable Integer limit) {
  private static final int PROMPT_SHARE = 4;
  private static final int COMMENT_WIDTH = 110;
  private static final String BETWEEN_TURNS = "\n";
  private static final String EMPTY_TURN = "";

  /**
   * The source of a recipe.
   *
   * @param name of the recipe or the file
   * @param sha256 of the file
   * @param values the text of every value, by key
   * @param overridden keys that the command line set
   */
  public record Origin(
      String name, String sha256, Map<String, String> values, List<String> overridden) {
    public Origin {
      values = Map.copyOf(values);
      overridden = List.copyOf(overridden);
    }

    /** The value of a key. */
    <T extends Object> T get(RecipeTable.Key<T> key) {
      T value = key.type().parse(values.getOrDefault(key.name(), ""));
      if (value == null) {
        throw new IllegalArgumentException(
            "%s is %s; expected %s"
                .formatted(key.name(), values.get(key.name()), key.type().description()));
      }
      return value;
    }
  }

  static Recipe of(Origin origin) {
    OptionalInt limit = origin.get(RecipeTable.LIMIT);
    return new Recipe(
        origin,
        origin.get(RecipeTable.BASE),
        origin.get(RecipeTable.LAYERS),
        new Pruning(origin.get(RecipeTable.HEADS), origin.get(RecipeTable.FEED_FORWARD)),
        encoding(origin),
        origin.get(RecipeTable.POOLING),
        new Optimisation(
            new Optimisation.Probe(
                origin.get(RecipeTable.PROBE), origin.get(RecipeTable.PROBE_RIDGE)),
            origin.get(RecipeTable.EPOCHS),
            origin.get(RecipeTable.BATCH),
            origin.get(RecipeTable.ACCUMULATION),
            origin.get(RecipeTable.LEARNING_RATE),
            origin.get(RecipeTable.SCORING_VECTOR_RATE),
            origin.get(RecipeTable.WARM_UP),
            origin.get(RecipeTable.SCHEDULE),
            origin.get(RecipeTable.OPTIMISER),
            origin.get(RecipeTable.WEIGHT_DECAY),
            origin.get(RecipeTable.CLIP)),
        new Regularisation(
            origin.get(RecipeTable.DROPOUT),
            origin.get(RecipeTable.ATTENTION_DROPOUT),
            origin.get(RecipeTable.LABEL_SMOOTHING),
            origin.get(RecipeTable.FROZEN),
            origin.get(RecipeTable.AVERAGE)),
        new Selection(
            origin.get(RecipeTable.LEARN_FROM),
            origin.get(RecipeTable.HELD_OUT),
            origin.get(RecipeTable.EVALUATIONS),
            origin.get(RecipeTable.PATIENCE),
            origin.get(RecipeTable.KEEP)),
        new Distillation(
            origin.get(RecipeTable.VOTE_SHARE),
            origin.get(RecipeTable.TEACHER_WEIGHT),
            origin.get(RecipeTable.RECALIBRATE)),
        origin.get(RecipeTable.INFERENCE_BATCH),
        origin.get(RecipeTable.SEED),
        limit.isPresent() ? limit.getAsInt() : null);
  }

  private static EncodingSpec encoding(Origin origin) {
    Kind kind = origin.get(RecipeTable.KIND);
    int maxTokens = origin.get(RecipeTable.MAX_TOKENS);
    int promptTokens = origin.get(RecipeTable.PROMPT_TOKENS).orElse(maxTokens / PROMPT_SHARE);
    int most = maxTokens - kind.specialTokens();
    if (promptTokens > most) {
      throw new UsageException(
          "prompt-tokens is %d; expected at most %d: max-tokens is %d, and a %s adds %d special tokens."
              .formatted(promptTokens, most, maxTokens, kind.text(), kind.specialTokens()));
    }
    return new EncodingSpec(
        kind, maxTokens, promptTokens, origin.get(RecipeTable.CUT), BETWEEN_TURNS, EMPTY_TURN);
  }

  /** The recipe as a file that sets every key, each below a sentence that describes it. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (RecipeTable.Group group : RecipeTable.groups()) {
      text.append(text.isEmpty() ? "" : "\n").append("# --- ").append(group.title()).append("\n");
      for (RecipeTable.Key<?> key : group.keys()) {
        text.append("\n# ");
        int column = 0;
        String comment = "%s (%s)".formatted(key.sentence(), key.type().description());
        for (String word : comment.split(" ", -1)) {
          boolean wraps = column + word.length() > COMMENT_WIDTH;
          text.append(wraps ? "\n# " : column == 0 ? "" : " ").append(word);
          column = (wraps ? 0 : column) + word.length() + 1;
        }
        text.append("\n%s = %s\n".formatted(key.name(), origin.values().get(key.name())));
      }
    }
    return text.toString();
  }

  /** Name, hash, overridden keys, and every key's value, for the provenance. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("recipe", origin.name());
    map.put("recipe_sha256", origin.sha256());
    map.put("overridden", origin.overridden());
    for (RecipeTable.Key<?> key : RecipeTable.keys()) {
      Object value = origin.get(key);
      String text = origin.values().getOrDefault(key.name(), "");
      map.put(key.name().replace('-', '_'), value instanceof Number ? value : text);
    }
    return map;
  }
}
