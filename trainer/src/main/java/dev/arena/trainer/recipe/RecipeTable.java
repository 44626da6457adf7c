package dev.arena.trainer.recipe;

import static dev.arena.trainer.recipe.RecipeTypes.number;
import static dev.arena.trainer.recipe.RecipeTypes.oneOf;
import static dev.arena.trainer.recipe.RecipeTypes.whole;
import static dev.arena.trainer.recipe.RecipeTypes.wholeOr;

import dev.arena.cli.config.ConfigType;
import dev.arena.models.encode.EncodingSpec.Cut;
import dev.arena.models.encode.EncodingSpec.Kind;
import dev.arena.trainer.recipe.Optimisation.Optimiser;
import dev.arena.trainer.recipe.Optimisation.Schedule;
import dev.arena.trainer.recipe.Selection.Keep;
import dev.arena.trainer.recipe.Selection.LearnFrom;
import java.util.List;
import java.util.OptionalInt;

/**
 * All keys of a recipe. The format of its files, the command-line options, {@code --help} and
 * {@code docs/reference/recipes.md} follow from this table; the recipe {@code default} holds the
 * defaults.
 */
public final class RecipeTable {
  static final RecipeKey<String> BASE =
      new RecipeKey<>(
          "base",
          ConfigType.parsed(
              "minilm, bge-small, e5-small, or a Hugging Face directory", text -> text),
          "Pretrained encoder to start from.");
  static final RecipeKey<List<Integer>> LAYERS =
      new RecipeKey<>(
          "layers", RecipeTypes.layers(), "Which of its layers to use: fewer are faster.");

  static final RecipeKey<Kind> KIND =
      new RecipeKey<>(
          "kind",
          oneOf(Kind.values()),
          "Whether the encoder reads the prompt with each answer, or with both in both orders.");
  static final RecipeKey<Integer> MAX_TOKENS =
      new RecipeKey<>(
          "max-tokens",
          whole(16, 4096),
          "Maximum number of tokens of a sequence; longer ones are truncated.");
  static final RecipeKey<OptionalInt> PROMPT_TOKENS =
      new RecipeKey<>(
          "prompt-tokens",
          wholeOr("auto", 0, 4096),
          "Maximum number of prompt tokens in a sequence; auto is a quarter of max-tokens.");
  static final RecipeKey<Cut> CUT =
      new RecipeKey<>(
          "cut",
          RecipeTypes.cut(),
          "Which part of a text that is too long is kept: its beginning, or beginning and end.");

  static final RecipeKey<Pooling> POOLING =
      new RecipeKey<>(
          "pooling",
          oneOf(Pooling.values()),
          "Which tokens' hidden states are averaged to a vector: those of the answers, or all.");

  static final RecipeKey<Integer> PROBE =
      new RecipeKey<>(
          "probe",
          whole(0, 1_000_000),
          "Maximum number of pairs to fit the scoring vector to before fine-tuning. With 0 it"
              + " starts at zero.");
  static final RecipeKey<Double> PROBE_RIDGE =
      new RecipeKey<>(
          "probe-ridge",
          number("0.001", "1000000"),
          "Ridge of that fit: the larger, the shorter the scoring vector.");
  static final RecipeKey<Integer> EPOCHS =
      new RecipeKey<>(
          "epochs", whole(1, 1000), "Maximum number of passes over the rows; more overfits.");
  static final RecipeKey<Integer> BATCH =
      new RecipeKey<>(
          "batch", whole(1, 65_536), "Pairs per batch; memory use does not grow with it.");
  static final RecipeKey<Integer> ACCUMULATION =
      new RecipeKey<>(
          "accumulation",
          whole(1, 4096),
          "Gradient accumulation: batches per optimiser step, which uses batch x accumulation"
              + " pairs.");
  static final RecipeKey<Double> LEARNING_RATE =
      new RecipeKey<>("learning-rate", number("1e-9", "1"), "Peak learning rate of the encoder.");
  static final RecipeKey<Double> SCORING_VECTOR_RATE =
      new RecipeKey<>(
          "scoring-vector-rate",
          number("0.001", "10000"),
          "Learning rate of the scoring vector relative to the encoder's.");
  static final RecipeKey<Double> WARM_UP =
      new RecipeKey<>(
          "warm-up",
          number("0", "0.9"),
          "Share of the steps in which the learning rate rises to its peak.");
  static final RecipeKey<Schedule> SCHEDULE =
      new RecipeKey<>(
          "schedule",
          oneOf(Schedule.values()),
          "Learning rate after the warm-up: falling linearly to zero, or constant.");
  static final RecipeKey<Optimiser> OPTIMISER =
      new RecipeKey<>(
          "optimiser",
          oneOf(Optimiser.values()),
          "Adam with decoupled weight decay (adamw), or with L2 regularisation (adam).");
  static final RecipeKey<Double> WEIGHT_DECAY =
      new RecipeKey<>(
          "weight-decay",
          number("0", "1"),
          "Weight decay; not applied to biases and layer normalisation.");
  static final RecipeKey<Double> CLIP =
      new RecipeKey<>(
          "clip", number("0", "1000000"), "Gradients are clipped to this global norm. 0 is off.");

  static final RecipeKey<Double> DROPOUT =
      new RecipeKey<>(
          "dropout", number("0", "0.9"), "Share of the hidden states that is dropped in training.");
  static final RecipeKey<Double> ATTENTION_DROPOUT =
      new RecipeKey<>(
          "attention-dropout",
          number("0", "0.9"),
          "Share of the attention weights that is dropped in training.");
  static final RecipeKey<Double> LABEL_SMOOTHING =
      new RecipeKey<>(
          "label-smoothing",
          number("0", "0.9"),
          "Share of each vote that is split evenly between both answers.");
  static final RecipeKey<Frozen> FROZEN =
      new RecipeKey<>(
          "frozen",
          RecipeTypes.frozen(),
          "Lowest part of the encoder that is frozen: saves time, and regularises.");
  static final RecipeKey<Double> AVERAGE =
      new RecipeKey<>(
          "average",
          number("0", "0.99999"),
          "Decay of a moving average of the weights, which is then evaluated and kept. 0 is"
              + " off.");

  static final RecipeKey<LearnFrom> LEARN_FROM =
      new RecipeKey<>(
          "learn-from",
          oneOf(LearnFrom.values()),
          "Which files train the encoder: those without ties, all, or (auto) those without ties if"
              + " they hold more votes with a winner.");
  static final RecipeKey<Integer> HELD_OUT =
      new RecipeKey<>(
          "held-out",
          whole(0, 1_000_000),
          "Maximum number of pairs held out to select the best weights; a tenth of the pairs, if"
              + " there are 500 or more.");
  static final RecipeKey<Integer> EVALUATIONS =
      new RecipeKey<>(
          "evaluations", whole(1, 1000), "Evaluations on the held-out pairs per epoch.");
  static final RecipeKey<Integer> PATIENCE =
      new RecipeKey<>(
          "patience",
          whole(0, 10_000),
          "Early stopping: training ends after an epoch if this many evaluations in a row brought"
              + " no improvement. 0 runs all epochs.");
  static final RecipeKey<Keep> KEEP =
      new RecipeKey<>(
          "keep",
          oneOf(Keep.values()),
          "Which weights are kept: the best on held-out pairs, or the last.");

  static final RecipeKey<Integer> INFERENCE_BATCH =
      new RecipeKey<>(
          "inference-batch",
          whole(1, 65_536),
          "Maximum number of pairs per run of the encoder in evaluations.");
  static final RecipeKey<Integer> SEED =
      new RecipeKey<>("seed", whole(0, 999_999_999), "Random seed.");
  static final RecipeKey<OptionalInt> LIMIT =
      new RecipeKey<>(
          "limit",
          wholeOr("none", 16, 999_999_999),
          "Maximum number of training rows, half of them from files with ties if both kinds have"
              + " enough; for trying out.");

  private static final List<Group> GROUPS =
      List.of(
          new Group("What training starts from", BASE, LAYERS),
          new Group("Encoding of a pair", KIND, MAX_TOKENS, PROMPT_TOKENS, CUT, POOLING),
          new Group(
              "Optimisation",
              PROBE,
              PROBE_RIDGE,
              EPOCHS,
              BATCH,
              ACCUMULATION,
              LEARNING_RATE,
              SCORING_VECTOR_RATE,
              WARM_UP,
              SCHEDULE,
              OPTIMISER,
              WEIGHT_DECAY,
              CLIP),
          new Group("Regularisation", DROPOUT, ATTENTION_DROPOUT, LABEL_SMOOTHING, FROZEN, AVERAGE),
          new Group(
              "Votes, weights and early stopping",
              LEARN_FROM,
              HELD_OUT,
              EVALUATIONS,
              PATIENCE,
              KEEP),
          new Group("The run", INFERENCE_BATCH, SEED, LIMIT));

  private RecipeTable() {}

  /**
   * Keys that belong together.
   *
   * @param title their heading
   * @param keys in the order in which they are documented
   */
  public record Group(String title, List<RecipeKey<?>> keys) {
    private Group(String title, RecipeKey<?>... keys) {
      this(title, List.of(keys));
    }
  }

  /** The keys under their headings. */
  public static List<Group> groups() {
    return GROUPS;
  }

  /** All keys, in the order in which they are documented. */
  public static List<RecipeKey<?>> keys() {
    return GROUPS.stream().<RecipeKey<?>>flatMap(group -> group.keys().stream()).toList();
  }
}
