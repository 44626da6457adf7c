package dev.arena.trainer.recipe;

import static dev.arena.trainer.recipe.RecipeType.number;
import static dev.arena.trainer.recipe.RecipeType.oneOf;
import static dev.arena.trainer.recipe.RecipeType.whole;
import static dev.arena.trainer.recipe.RecipeType.wholeOr;

import dev.arena.models.encode.EncodingSpec.Cut;
import dev.arena.models.encode.EncodingSpec.Kind;
import dev.arena.trainer.recipe.Optimisation.Optimiser;
import dev.arena.trainer.recipe.Optimisation.Schedule;
import dev.arena.trainer.recipe.RecipeKey.Group;
import dev.arena.trainer.recipe.Selection.Keep;
import dev.arena.trainer.recipe.Selection.LearnFrom;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * All keys of a recipe. Files, command-line options, {@code --help} and {@code
 * docs/reference/recipes.md} come from here; the defaults are in the recipe {@code default}.
 */
public final class RecipeTable {
  static final RecipeKey<String> BASE =
      new RecipeKey<>(
          Group.START,
          "base",
          RecipeType.text("minilm, bge-small, e5-small, or a Hugging Face directory"),
          "Pretrained encoder to start from.");
  static final RecipeKey<List<Integer>> LAYERS =
      new RecipeKey<>(
          Group.START,
          "layers",
          RecipeType.layers(),
          "Which of its layers to use: fewer are faster.");

  static final RecipeKey<Kind> KIND =
      new RecipeKey<>(
          Group.ENCODING,
          "kind",
          oneOf(Kind.values(), Kind::text),
          "Whether the encoder reads the prompt with each answer, or with both in both orders.");
  static final RecipeKey<Integer> MAX_TOKENS =
      new RecipeKey<>(
          Group.ENCODING,
          "max-tokens",
          whole(16, 4096),
          "Maximum number of tokens of a sequence; longer ones are truncated.");
  static final RecipeKey<OptionalInt> PROMPT_TOKENS =
      new RecipeKey<>(
          Group.ENCODING,
          "prompt-tokens",
          wholeOr("auto", 0, 4096),
          "Maximum number of prompt tokens in a sequence; auto is a quarter of max-tokens.");
  static final RecipeKey<Cut> CUT =
      new RecipeKey<>(
          Group.ENCODING,
          "cut",
          RecipeType.cut(),
          "Which part of a text that is too long is kept: its beginning, or beginning and end.");

  static final RecipeKey<Pooling> POOLING =
      new RecipeKey<>(
          Group.ENCODING,
          "pooling",
          oneOf(Pooling.values(), Pooling::text),
          "Which tokens' hidden states are averaged to a vector: those of the answers, or all.");

  static final RecipeKey<Integer> PROBE =
      new RecipeKey<>(
          Group.OPTIMISATION,
          "probe",
          whole(0, 1_000_000),
          "Maximum number of pairs to fit the scoring vector to before fine-tuning. With 0 it starts"
              + " at zero.");
  static final RecipeKey<Double> PROBE_RIDGE =
      new RecipeKey<>(
          Group.OPTIMISATION,
          "probe-ridge",
          number("0.001", "1000000"),
          "Ridge of that fit: the larger, the shorter the scoring vector.");
  static final RecipeKey<Integer> EPOCHS =
      new RecipeKey<>(
          Group.OPTIMISATION,
          "epochs",
          whole(1, 1000),
          "Maximum number of passes over the rows; more overfits.");
  static final RecipeKey<Integer> BATCH =
      new RecipeKey<>(
          Group.OPTIMISATION,
          "batch",
          whole(1, 65_536),
          "Pairs per batch; memory use does not grow with it.");
  static final RecipeKey<Integer> ACCUMULATION =
      new RecipeKey<>(
          Group.OPTIMISATION,
          "accumulation",
          whole(1, 4096),
          "Gradient accumulation: batches per optimiser step, which uses batch x accumulation"
              + " pairs.");
  static final RecipeKey<Double> LEARNING_RATE =
      new RecipeKey<>(
          Group.OPTIMISATION,
          "learning-rate",
          number("1e-9", "1"),
          "Peak learning rate of the encoder.");
  static final RecipeKey<Double> SCORING_VECTOR_RATE =
      new RecipeKey<>(
          Group.OPTIMISATION,
          "scoring-vector-rate",
          number("0.001", "10000"),
          "Learning rate of the scoring vector relative to the encoder's.");
  static final RecipeKey<Double> WARM_UP =
      new RecipeKey<>(
          Group.OPTIMISATION,
          "warm-up",
          number("0", "0.9"),
          "Share of the steps in which the learning rate rises to its peak.");
  static final RecipeKey<Schedule> SCHEDULE =
      new RecipeKey<>(
          Group.OPTIMISATION,
          "schedule",
          oneOf(Schedule.values(), Schedule::text),
          "Learning rate after the warm-up: falling linearly to zero, or constant.");
  static final RecipeKey<Optimiser> OPTIMISER =
      new RecipeKey<>(
          Group.OPTIMISATION,
          "optimiser",
          oneOf(Optimiser.values(), Optimiser::text),
          "Adam with decoupled weight decay (adamw), or with L2 regularisation (adam).");
  static final RecipeKey<Double> WEIGHT_DECAY =
      new RecipeKey<>(
          Group.OPTIMISATION,
          "weight-decay",
          number("0", "1"),
          "Weight decay; not applied to biases and layer normalisation.");
  static final RecipeKey<Double> CLIP =
      new RecipeKey<>(
          Group.OPTIMISATION,
          "clip",
          number("0", "1000000"),
          "Gradients are clipped to this global norm. 0 is off.");

  static final RecipeKey<Double> DROPOUT =
      new RecipeKey<>(
          Group.REGULARISATION,
          "dropout",
          number("0", "0.9"),
          "Share of the hidden states that is dropped in training.");
  static final RecipeKey<Double> ATTENTION_DROPOUT =
      new RecipeKey<>(
          Group.REGULARISATION,
          "attention-dropout",
          number("0", "0.9"),
          "Share of the attention weights that is dropped in training.");
  static final RecipeKey<Double> LABEL_SMOOTHING =
      new RecipeKey<>(
          Group.REGULARISATION,
          "label-smoothing",
          number("0", "0.9"),
          "Share of each vote that is split evenly between both answers.");
  static final RecipeKey<Frozen> FROZEN =
      new RecipeKey<>(
          Group.REGULARISATION,
          "frozen",
          RecipeType.frozen(),
          "Lowest part of the encoder that is frozen: saves time, and regularises.");
  static final RecipeKey<Double> AVERAGE =
      new RecipeKey<>(
          Group.REGULARISATION,
          "average",
          number("0", "0.99999"),
          "Decay of a moving average of the weights, which is then evaluated and kept. 0 is"
              + " off.");

  static final RecipeKey<LearnFrom> LEARN_FROM =
      new RecipeKey<>(
          Group.SELECTION,
          "learn-from",
          oneOf(LearnFrom.values(), LearnFrom::text),
          "Which files train the encoder: those without ties, all, or (auto) those without ties if"
              + " they hold more votes with a winner.");
  static final RecipeKey<Integer> HELD_OUT =
      new RecipeKey<>(
          Group.SELECTION,
          "held-out",
          whole(0, 1_000_000),
          "Maximum number of pairs held out to select the best weights; a tenth of the pairs, if there are 500 or more.");
  static final RecipeKey<Integer> EVALUATIONS =
      new RecipeKey<>(
          Group.SELECTION,
          "evaluations",
          whole(1, 1000),
          "Evaluations on the held-out pairs per epoch.");
  static final RecipeKey<Integer> PATIENCE =
      new RecipeKey<>(
          Group.SELECTION,
          "patience",
          whole(0, 10_000),
          "Early stopping: training ends after an epoch if this many evaluations in a row brought no"
              + " improvement. 0 runs all epochs.");
  static final RecipeKey<Keep> KEEP =
      new RecipeKey<>(
          Group.SELECTION,
          "keep",
          oneOf(Keep.values(), Keep::text),
          "Which weights are kept: the best on held-out pairs, or the last.");

  static final RecipeKey<Integer> INFERENCE_BATCH =
      new RecipeKey<>(
          Group.RUN,
          "inference-batch",
          whole(1, 65_536),
          "Maximum number of pairs per run of the encoder in evaluations.");
  static final RecipeKey<Integer> SEED =
      new RecipeKey<>(Group.RUN, "seed", whole(0, 999_999_999), "Random seed.");
  static final RecipeKey<OptionalInt> LIMIT =
      new RecipeKey<>(
          Group.RUN,
          "limit",
          wholeOr("none", 16, 999_999_999),
          "Maximum number of training rows, half of them from files with ties if both kinds have"
              + " enough; for trying out.");

  private static final List<RecipeKey<?>> KEYS =
      List.of(
          BASE,
          LAYERS,
          KIND,
          MAX_TOKENS,
          PROMPT_TOKENS,
          CUT,
          POOLING,
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
          CLIP,
          DROPOUT,
          ATTENTION_DROPOUT,
          LABEL_SMOOTHING,
          FROZEN,
          AVERAGE,
          LEARN_FROM,
          HELD_OUT,
          EVALUATIONS,
          PATIENCE,
          KEEP,
          INFERENCE_BATCH,
          SEED,
          LIMIT);

  private RecipeTable() {}

  /** All keys, those of a group together, in the order in which they are documented. */
  public static List<RecipeKey<?>> keys() {
    return KEYS;
  }

  static List<String> names() {
    return KEYS.stream().<String>map(RecipeKey::name).toList();
  }

  static Optional<RecipeKey<?>> find(String name) {
    return KEYS.stream().filter(key -> key.name().equals(name)).findFirst();
  }
}
