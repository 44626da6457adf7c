package dev.arena.trainer.recipe;

/**
 * One key of a recipe: what it is called, what it may be, and what it means.
 *
 * @param group under which heading it stands
 * @param name lower case with dashes; the command-line option without its two dashes
 * @param type what values are accepted
 * @param sentence what the key does
 * @param <T> the type of the parsed value
 */
public record RecipeKey<T extends Object>(
    Group group, String name, RecipeType<T> type, String sentence) {

  /** Headings under which keys stand, in their order. */
  public enum Group {
    START("What training starts from"),
    ENCODING("How a pair is read"),
    OPTIMISATION("How the weights change"),
    REGULARISATION("What holds the weights back"),
    SELECTION("Which votes, which weights, and when it ends"),
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
