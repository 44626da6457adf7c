package dev.arena.trainer.recipe;

/**
 * One key of a recipe: what it is called, what it may be, and what it means.
 *
 * @param group the heading it is listed under
 * @param name lower case with dashes; the command-line option without its two dashes
 * @param type what values are accepted
 * @param sentence what the key does
 * @param <T> the type of the parsed value
 */
public record RecipeKey<T extends Object>(
    Group group, String name, RecipeType<T> type, String sentence) {

  /** Headings of the keys, in their order. */
  public enum Group {
    START("What training starts from"),
    ENCODING("Encoding of a pair"),
    OPTIMISATION("Optimisation"),
    REGULARISATION("Regularisation"),
    SELECTION("Votes, weights and early stopping"),
    RUN("The run");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    /** The heading's text. */
    public String title() {
      return title;
    }
  }

  /** Whether two texts are the same value, as {@code 3e-5} and {@code 0.00003} are. */
  public boolean isSame(String one, String other) {
    T value = type.parse(one);
    return value != null && value.equals(type.parse(other));
  }

  /** What values are accepted, in words that follow "expected". */
  public String accepts() {
    return type.description();
  }
}
