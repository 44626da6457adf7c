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
import dev.arena.trainer.recipe.Regularisation.Frozen;
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
  static final Key<String> BASE =
      new Key<>(
          "base",
          ConfigType.parsed(
              "minilm, bge-small, e5-small, or a Hugging Face directory", text -> text),
          "Pretrained encoder to start from.");
  static final Key<List<Integer>> LAYERS =
      new Key<>("layers", RecipeTypes.layers(), "Which of its layers to use: fewer are faster.");
  static final Key<OptionalInt> HEADS =
      new Key<>(
          "heads",
          wholeOr("all", 1, 9999),
          "Number of each layer's attention heads to keep: fewer are faster. Those that matter least"
              + " are removed, and the weights behind the others are refitted.");
  static final Key<OptionalInt> FEED_FORWARD =
      new Key<>(
          "feed-forward",
          wholeOr("all", 1, 999_999),
          "Number of neurons of each layer's feed-forward part to keep, as for heads.");

  static final Key<Kind> KIND =
      new Key<>(
          "kind",
          oneOf(Kind.values()),
          "Whether the encoder reads the prompt with each answer, or with both, in both orders.");
  static final Key<Integer> MAX_TOKENS =
      new Key<>(
          "max-tokens",
          whole(16, 4096),
          "Maximum number of tokens in a sequence; longer ones are truncated.");
  static final Key<OptionalInt> PROMPT_TOKENS =
      new Key<>(
          "prompt-tokens",
          wholeOr("auto", 0, 4096),
          "Maximum number of prompt tokens in a sequence; auto is a quarter of max-tokens.");
  static final Key<Cut> CUT =
      new Key<>(
          "cut",
          RecipeTypes.cut(),
          "Which part of a text that is too long is kept: its beginning, or its beginning and end.");

  static final Key<Pooling> POOLING =
      new Key<>(
          "pooling",
          oneOf(Pooling.values()),
          "Which tokens' hidden states are averaged into a vector: those of the answers, or all.");

  static final Key<Integer> PROBE =
      new Key<>(
          "probe",
          whole(0, 1_000_000),
          "Maximum number of pairs to fit the scoring vector to before fine-tuning, and the tie"
              + " vector after it. With 0, the scoring vector starts at zero, and there is no tie"
              + " vector.");
  static final Key<Double> PROBE_RIDGE =
      new Key<>(
          "probe-ridge",
          number("0.001", "1000000"),
          "Ridge of these fits: the larger it is, the shorter the vectors.");
  static final Key<Integer> EPOCHS =
      new Key<>(
          "epochs",
          whole(0, 1000),
          "Maximum number of passes over the rows; too many overfit. With 0, the encoder is not"
              + " fine-tuned: only the head learns.");
  static final Key<Integer> BATCH =
      new Key<>("batch", whole(1, 65_536), "Pairs per batch; memory use does not grow with it.");
  static final Key<Integer> ACCUMULATION =
      new Key<>(
          "accumulation",
          whole(1, 4096),
          "Gradient accumulation: batches per optimiser step, which uses batch x accumulation"
              + " pairs.");
  static final Key<Double> LEARNING_RATE =
      new Key<>("learning-rate", number("1e-9", "1"), "Peak learning rate of the encoder.");
  static final Key<Double> SCORING_VECTOR_RATE =
      new Key<>(
          "scoring-vector-rate",
          number("0.001", "10000"),
          "Learning rate of the scoring vector relative to the encoder's.");
  static final Key<Double> WARM_UP =
      new Key<>(
          "warm-up",
          number("0", "0.9"),
          "Share of the steps in which the learning rate rises to its peak.");
  static final Key<Schedule> SCHEDULE =
      new Key<>(
          "schedule",
          oneOf(Schedule.values()),
          "Learning rate after the warm-up: falling linearly to zero, or constant.");
  static final Key<Optimiser> OPTIMISER =
      new Key<>(
          "optimiser",
          oneOf(Optimiser.values()),
          "Adam with decoupled weight decay (adamw), or with L2 regularisation (adam).");
  static final Key<Double> WEIGHT_DECAY =
      new Key<>(
          "weight-decay",
          number("0", "1"),
          "Weight decay; not applied to biases or layer normalisation.");
  static final Key<Double> CLIP =
      new Key<>(
          "clip", number("0", "1000000"), "Global norm to clip gradients to; 0 for no clipping.");

  static final Key<Double> DROPOUT =
      new Key<>(
          "dropout", number("0", "0.9"), "Share of the hidden states that is dropped in training.");
  static final Key<Double> ATTENTION_DROPOUT =
      new Key<>(
          "attention-dropout",
          number("0", "0.9"),
          "Share of the attention weights that is dropped in training.");
  static final Key<Double> LABEL_SMOOTHING =
      new Key<>(
          "label-smoothing",
          number("0", "0.9"),
          "Share of each vote that is split evenly between the two answers.");
  static final Key<Frozen> FROZEN =
      new Key<>(
          "frozen",
          RecipeTypes.frozen(),
          "Lowest part of the encoder to freeze: this saves time, and regularises.");
  static final Key<Double> AVERAGE =
      new Key<>(
          "average",
          number("0", "0.99999"),
          "Decay of a moving average of the weights, which is then evaluated and kept; 0 for"
              + " none.");

  static final Key<LearnFrom> LEARN_FROM =
      new Key<>(
          "learn-from",
          oneOf(LearnFrom.values()),
          "Which files train the encoder: those without ties, all, or (auto) those without ties if"
              + " they hold more votes with a winner than the others do.");
  static final Key<Integer> HELD_OUT =
      new Key<>(
          "held-out",
          whole(0, 1_000_000),
          "Maximum number of pairs held out to select the best weights: at most a tenth of the"
              + " pairs, and none if there are fewer than 500.");
  static final Key<Integer> EVALUATIONS =
      new Key<>("evaluations", whole(1, 1000), "Evaluations on the held-out pairs per epoch.");
  static final Key<Integer> PATIENCE =
      new Key<>(
          "patience",
          whole(0, 10_000),
          "Early stopping: training ends after an epoch if this many evaluations in a row brought"
              + " no improvement. 0 runs all epochs.");
  static final Key<Keep> KEEP =
      new Key<>(
          "keep",
          oneOf(Keep.values()),
          "Which weights are kept: the best on held-out pairs, or the last.");

  static final Key<Double> VOTE_SHARE =
      new Key<>(
          "vote-share",
          number("0", "1"),
          "Share of the actual vote in a teacher's label; 0 trusts the teacher alone.");
  static final Key<List<Double>> TEACHER_WEIGHT =
      new Key<>(
          "teacher-weight",
          RecipeTypes.numbers("0", "100"),
          "Weight of a teacher's label for a row in a tie-free file, in the head's fit; a vote in a"
              + " file with ties weighs 1.");
  static final Key<Boolean> RECALIBRATE =
      new Key<>(
          "recalibrate",
          ConfigType.truth(),
          "Whether each teacher is first calibrated on the votes in files with ties.");

  static final Key<Integer> INFERENCE_BATCH =
      new Key<>(
          "inference-batch",
          whole(1, 65_536),
          "Maximum number of pairs per run of the encoder in evaluations.");
  static final Key<Integer> SEED = new Key<>("seed", whole(0, 999_999_999), "Random seed.");
  static final Key<OptionalInt> LIMIT =
      new Key<>(
          "limit",
          wholeOr("none", 16, 999_999_999),
          "Maximum number of training rows, half of them from files with ties if both kinds of file"
              + " have enough; for quick trials.");

  private static final List<Group> GROUPS =
      List.of(
          new Group("What training starts from", BASE, LAYERS, HEADS, FEED_FORWARD),
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
          new Group("Soft labels, with --teacher", VOTE_SHARE, TEACHER_WEIGHT, RECALIBRATE),
          new Group("The run", INFERENCE_BATCH, SEED, LIMIT));

  private RecipeTable() {}

  /**
   * A key of a recipe: its name, accepted values and meaning.
   *
   * @param name in lower case with dashes; the command-line option without its two dashes
   * @param type the accepted values
   * @param sentence what the key does
   * @param <T> the type of the parsed value
   */
  public record Key<T extends Object>(String name, ConfigType<T> type, String sentence) {
    /** Whether two texts stand for the same value, as {@code 3e-5} and {@code 0.00003} do. */
    public boolean isSame(String one, String other) {
      T value = type.parse(one);
      return value != null && value.equals(type.parse(other));
    }
  }

  /**
   * Keys that belong together.
   *
   * @param title their heading
   * @param keys in the order in which they are documented
   */
  public record Group(String title, List<Key<?>> keys) {
    private Group(String title, Key<?>... keys) {
      this(title, List.of(keys));
    }
  }

  /** The keys under their headings. */
  public static List<Group> groups() {
    return GROUPS;
  }

  /** All keys, in the order in which they are documented. */
  public static List<Key<?>> keys() {
    return GROUPS.stream().<Key<?>>flatMap(group -> group.keys().stream()).toList();
  }
}
