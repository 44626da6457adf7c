package dev.arena.trainer.evaluate;

import dev.arena.models.Probabilities;
import dev.arena.models.encode.FeatureSpec;
import dev.arena.schemas.csv.Outcome;
import dev.arena.trainer.head.DavidsonHead;
import dev.arena.trainer.head.FeatureScaling;
import dev.arena.trainer.head.Folds;
import dev.arena.trainer.head.HeadFit;
import dev.arena.trainer.head.HeadRow;
import dev.arena.trainer.head.Target;
import dev.arena.trainer.rows.TieFreeVotes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Simple models with which a network is compared on the same rows: the class prior, a logistic
 * regression on the answers' lengths, and one on lengths and Markdown.
 *
 * <p>They are fitted to other rows if there are any. Otherwise, they are cross-validated in ten
 * folds of the evaluated rows, so that no row is predicted by a model fitted to it.
 */
public final class Baselines {
  /** The name of the class prior, which always predicts the outcomes' shares of the votes. */
  public static final String PRIOR = "prior";

  /** The name of the logistic regression on the answers' lengths. */
  public static final String LENGTH = "length";

  /** The name of the regression on lengths and Markdown, which a network has to beat. */
  public static final String LENGTH_STYLE = "length_style";

  /** The name of a model's own head without the encoder, available at the end of training. */
  public static final String FEATURES_ONLY = "features_only";

  /** The features of a {@link Row}. */
  public static final FeatureSpec FEATURES = FeatureSpec.all();

  private static final Map<String, String> DESCRIPTIONS =
      Map.of(
          PRIOR,
          "class prior",
          LENGTH,
          "logistic regression on length",
          LENGTH_STYLE,
          "logistic regression on length and Markdown",
          FEATURES_ONLY,
          "head without the encoder");
  private static final List<String> LENGTHS = List.of("length_difference", "log_ratio_length");
  private static final List<String> STYLE =
      List.of(
          "length_difference",
          "log_ratio_length",
          "log_ratio_words",
          "log_ratio_sentences",
          "log_ratio_paragraphs",
          "log_ratio_headers",
          "log_ratio_bold",
          "log_ratio_list_items",
          "log_ratio_table_rows",
          "log_ratio_code_blocks",
          "log_ratio_links");
  private static final List<String> TIE =
      List.of(
          "log_prompt_length", "log_total_length", "log_shorter_length", "length_gap", "log_turns");

  /**
   * In cross-validation on the 727 rows from files with ties in the shipped model's data, ridges of
   * 10 and 30 agree to within 0.0005, and all of these features together beat half of them by
   * 0.011. A weak baseline would flatter the model.
   */
  private static final double RIDGE = 30;

  private static final int FOLDS = 10;
  private static final long SEED = 20240519;

  private final @Nullable List<Row> training;
  private final Map<String, Function<Row, Probabilities>> others;

  /**
   * The features and the vote of a row.
   *
   * @param antisymmetric in the order of {@link #FEATURES}
   * @param symmetric in the order of {@link #FEATURES}
   * @param outcome the vote
   */
  public record Row(float[] antisymmetric, float[] symmetric, Outcome outcome) {}

  /**
   * The predictions of baselines for rows.
   *
   * @param fitted a description, for a reader, of the rows to which they were fitted
   * @param byName the predictions of each baseline, in the order of the rows
   */
  public record Predicted(String fitted, Map<String, List<Probabilities>> byName) {
    /** These predictions and those of one more baseline. */
    public Predicted with(String name, List<Probabilities> predictions) {
      Map<String, List<Probabilities>> more = new LinkedHashMap<>(byName);
      more.put(name, predictions);
      return new Predicted(fitted, more);
    }
  }

  private Baselines(
      @Nullable List<Row> training, Map<String, Function<Row, Probabilities>> others) {
    this.training = training;
    this.others = others;
  }

  /** Baselines that are cross-validated within the rows that they predict. */
  public static Baselines withinRows() {
    return new Baselines(null, Map.of());
  }

  /** Baselines that are fitted to other rows, which must not be tie-free. */
  public static Baselines fittedTo(List<Row> training) {
    return new Baselines(List.copyOf(training), Map.of());
  }

  /** These baselines and one more that needs no fitting. */
  public Baselines with(String name, Function<Row, Probabilities> other) {
    Map<String, Function<Row, Probabilities>> more = new LinkedHashMap<>(others);
    more.put(name, other);
    return new Baselines(training, more);
  }

  /** The name of a baseline in reports. */
  public static String description(String name) {
    return DESCRIPTIONS.getOrDefault(name, name);
  }

  /** Predicts rows with votes; the predictions are for A against B if no row is a tie. */
  public Predicted on(List<LabelledRow> rows) {
    boolean tieFree = TieFreeVotes.amongOutcomes(rows.stream().map(LabelledRow::outcome).toList());
    return new Predicted(fitted(), predict(rows.stream().map(LabelledRow::vote).toList(), tieFree));
  }

  private String fitted() {
    return training == null
        ? "cross-validated on these same rows, so they are weaker than they would be if fitted to"
            + " more votes"
        : "fitted to " + training.size() + " other rows";
  }

  /**
   * Predicts rows.
   *
   * @param tieFree whether no row is a tie; the probabilities then assume that one answer wins
   * @return the predictions of each baseline by name
   */
  public Map<String, List<Probabilities>> predict(List<Row> rows, boolean tieFree) {
    Map<String, List<Probabilities>> predictions = new LinkedHashMap<>();
    predictions.put(PRIOR, predict(rows, tieFree, Baselines::prior));
    predictions.put(LENGTH, predict(rows, tieFree, training -> logistic(LENGTHS, training)));
    predictions.put(LENGTH_STYLE, predict(rows, tieFree, training -> logistic(STYLE, training)));
    others.forEach(
        (name, other) ->
            predictions.put(
                name, rows.stream().map(row -> scored(other.apply(row), tieFree)).toList()));
    return predictions;
  }

  private List<Probabilities> predict(
      List<Row> rows, boolean tieFree, Function<List<Row>, Function<Row, Probabilities>> fit) {
    if (training != null) {
      Function<Row, Probabilities> fitted = fit.apply(training);
      return rows.stream().map(row -> scored(fitted.apply(row), tieFree)).toList();
    }
    List<Function<Row, Probabilities>> outOfFold =
        new Folds(rows.size(), FOLDS, SEED).fits(rows, fit);
    return IntStream.range(0, rows.size())
        .mapToObj(i -> scored(outOfFold.get(i).apply(rows.get(i)), tieFree))
        .toList();
  }

  private static Probabilities scored(Probabilities p, boolean tieFree) {
    return tieFree ? TieFreeVotes.givenWinner(p) : p;
  }

  /** Shares of the votes, with one vote added per outcome, so that no outcome is impossible. */
  private static Function<Row, Probabilities> prior(List<Row> training) {
    double[] shares = {1, 1, 1};
    training.forEach(row -> shares[row.outcome().ordinal()]++);
    Probabilities prior = Probabilities.scaled(shares[0], shares[1], shares[2]);
    return row -> prior;
  }

  private static Function<Row, Probabilities> logistic(
      List<String> antisymmetric, List<Row> training) {
    if (training.isEmpty()) {
      return prior(training);
    }
    int[] x = columns(antisymmetric, FEATURES.antisymmetric());
    int[] s = columns(TIE, FEATURES.symmetric());
    FeatureScaling xs =
        FeatureScaling.ofAntisymmetric(
            training.stream().map(row -> pick(row.antisymmetric(), x)).toList());
    FeatureScaling ss =
        FeatureScaling.ofSymmetric(training.stream().map(row -> pick(row.symmetric(), s)).toList());
    Function<Row, HeadRow> scaled =
        row ->
            new HeadRow(
                xs.apply(pick(row.antisymmetric(), x)),
                ss.apply(pick(row.symmetric(), s)),
                Target.of(row.outcome(), false));
    List<HeadRow> rows = new ArrayList<>();
    training.forEach(row -> rows.add(scaled.apply(row)));
    DavidsonHead head = HeadFit.fit(rows, HeadFit.Penalty.uniform(rows.get(0), RIDGE, 1));
    return row -> {
      double[] p = head.probabilities(scaled.apply(row));
      return Probabilities.scaled(p[0], p[1], p[2]);
    };
  }

  private static int[] columns(List<String> names, List<String> all) {
    return names.stream().mapToInt(all::indexOf).toArray();
  }

  private static float[] pick(float[] values, int[] columns) {
    float[] picked = new float[columns.length];
    for (int i = 0; i < columns.length; i++) {
      picked[i] = values[columns[i]];
    }
    return picked;
  }
}
