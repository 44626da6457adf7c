package dev.arena.trainer.recipe;

import dev.arena.cli.config.ConfigType;
import dev.arena.models.encode.EncodingSpec.Cut;
import dev.arena.trainer.recipe.Regularisation.Frozen;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** The types of values that only recipes use. */
final class RecipeTypes {
  private static final Pattern WHOLE = Pattern.compile("\\d{1,9}");
  private static final Pattern NUMBER = Pattern.compile("(\\d+|\\d*\\.\\d+)([eE][+-]?\\d{1,3})?");
  private static final String HEAD_TAIL = "head-tail:";
  private static final String LOWEST = "layers:";

  private RecipeTypes() {}

  /** A whole number in a range, both ends included. */
  static ConfigType<Integer> whole(int least, int most) {
    return ConfigType.parsed(
        "a whole number from %d to %d".formatted(least, most), text -> whole(text, least, most));
  }

  /** A whole number in a range, or a word, which parses to an empty value. */
  static ConfigType<OptionalInt> wholeOr(String word, int least, int most) {
    return ConfigType.parsed(
        "%s, or a whole number from %d to %d".formatted(word, least, most),
        text -> text.equals(word) ? OptionalInt.empty() : OptionalInt.of(whole(text, least, most)));
  }

  /** A number in a range, both ends included. */
  static ConfigType<Double> number(String least, String most) {
    double from = Double.parseDouble(least);
    double to = Double.parseDouble(most);
    return ConfigType.parsed(
        "a number from %s to %s".formatted(least, most), text -> number(text, from, to));
  }

  /** One or more numbers in a range, both ends included. */
  static ConfigType<List<Double>> numbers(String least, String most) {
    double from = Double.parseDouble(least);
    double to = Double.parseDouble(most);
    return ConfigType.parsed(
        "a number from %s to %s, or one for each teacher, such as 1,0.5".formatted(least, most),
        text ->
            Arrays.stream(text.split(",", -1))
                .map(part -> number(part.strip(), from, to))
                .toList());
  }

  /** A constant of an enumeration, by its name in lower case with dashes. */
  static <T extends Enum<T>> ConfigType<T> oneOf(T[] values) {
    List<String> words =
        Arrays.stream(values)
            .map(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .toList();
    return ConfigType.parsed(
        String.join(", ", words.subList(0, words.size() - 1))
            + " or "
            + words.get(words.size() - 1),
        text -> {
          require(words.contains(text));
          return values[words.indexOf(text)];
        });
  }

  /** Indices of layers, or {@code all}, which parses to an empty list. */
  static ConfigType<List<Integer>> layers() {
    return ConfigType.parsed(
        "all, or layer numbers, counted from 0, such as 0,2,4",
        text ->
            text.equals("all")
                ? List.of()
                : Arrays.stream(text.split(",", -1))
                    .map(part -> whole(part.strip(), 0, Integer.MAX_VALUE))
                    .toList());
  }

  /** The part of a long text that is kept. */
  static ConfigType<Cut> cut() {
    return ConfigType.parsed(
        "head, or head-tail:S, where S from 0 to 1 is the share that comes from the beginning",
        text ->
            text.equals("head") ? Cut.head() : Cut.headTail(number(after(HEAD_TAIL, text), 0, 1)));
  }

  /** The lowest part of the encoder, which is not trained. */
  static ConfigType<Frozen> frozen() {
    return ConfigType.parsed(
        "none, embeddings, or layers:N for the embeddings and the N lowest layers, with N at least 1",
        text ->
            switch (text) {
              case "none" -> Frozen.NONE;
              case "embeddings" -> Frozen.EMBEDDINGS;
              default -> new Frozen(true, whole(after(LOWEST, text), 1, 1000));
            });
  }

  private static String after(String prefix, String text) {
    require(text.startsWith(prefix));
    return text.substring(prefix.length());
  }

  private static int whole(String text, int least, int most) {
    require(WHOLE.matcher(text).matches());
    int number = Integer.parseInt(text);
    require(number >= least && number <= most);
    return number;
  }

  private static double number(String text, double least, double most) {
    require(NUMBER.matcher(text).matches());
    double number = Double.parseDouble(text);
    require(number >= least && number <= most);
    return number;
  }

  /** The message is not used: {@link ConfigType#parsed} turns the exception into null. */
  private static void require(boolean accepted) {
    if (!accepted) {
      throw new IllegalArgumentException("not of this type");
    }
  }
}
