package dev.arena.trainer.recipe;

import dev.arena.models.encode.EncodingSpec.Cut;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What values a key accepts: a description for people, and a parser that refuses everything else.
 *
 * @param description in words that follow "expected"
 * @param parser gives null for text that is not of this type
 * @param <T> the type of a parsed value
 */
record RecipeType<T extends Object>(String description, Function<String, @Nullable T> parser) {
  private static final Pattern WHOLE = Pattern.compile("\\d{1,9}");
  private static final Pattern NUMBER = Pattern.compile("(\\d+|\\d*\\.\\d+)([eE][+-]?\\d{1,3})?");
  private static final String HEAD_TAIL = "head-tail:";
  private static final String LOWEST = "layers:";

  /** Any text that is not blank. */
  static RecipeType<String> text(String description) {
    return new RecipeType<>(description, text -> text);
  }

  /** A whole number in a range, both ends included. */
  static RecipeType<Integer> whole(int least, int most) {
    return new RecipeType<>(
        "whole number, %d to %d".formatted(least, most), text -> wholeOrNull(text, least, most));
  }

  /** A whole number in a range, or a word, which parses to an empty value. */
  static RecipeType<OptionalInt> wholeOr(String word, int least, int most) {
    return new RecipeType<>(
        "%s, or whole number, %d to %d".formatted(word, least, most),
        text -> {
          Integer number = wholeOrNull(text, least, most);
          return number != null
              ? OptionalInt.of(number)
              : text.equals(word) ? OptionalInt.empty() : null;
        });
  }

  /** A number in a range, both ends included. */
  static RecipeType<Double> number(String least, String most) {
    double from = Double.parseDouble(least);
    double to = Double.parseDouble(most);
    return new RecipeType<>(
        "number, %s to %s".formatted(least, most),
        text -> {
          Double number = numberOrNull(text);
          return number == null || number < from || number > to ? null : number;
        });
  }

  /** One of a few words. */
  static <T extends Enum<T>> RecipeType<T> oneOf(T[] values, Function<T, String> word) {
    List<String> words = Arrays.stream(values).map(word).toList();
    return new RecipeType<>(
        String.join(" or ", words),
        text -> words.contains(text) ? values[words.indexOf(text)] : null);
  }

  /** Indices of layers, or {@code all}, which parses to an empty list. */
  static RecipeType<List<Integer>> layers() {
    return new RecipeType<>(
        "all, or numbers of layers from 0 on, such as 0,2,4",
        text -> {
          if (text.equals("all")) {
            return List.of();
          }
          List<String> parts = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
          return parts.stream().allMatch(part -> WHOLE.matcher(part).matches())
              ? parts.stream().map(Integer::valueOf).toList()
              : null;
        });
  }

  /** Which part of a text that is too long is kept. */
  static RecipeType<Cut> cut() {
    return new RecipeType<>(
        "head, or head-tail:S with a share S from 0 to 1 that comes from the beginning",
        text -> {
          if (text.equals("head")) {
            return Cut.head();
          }
          Double share =
              text.startsWith(HEAD_TAIL) ? numberOrNull(text.substring(HEAD_TAIL.length())) : null;
          return share == null || share > 1 ? null : Cut.headTail(share);
        });
  }

  /** The lowest part of the encoder that is not trained. */
  static RecipeType<Frozen> frozen() {
    return new RecipeType<>(
        "none, embeddings, or layers:N for the embeddings and the N lowest layers, N from 1 on",
        text ->
            switch (text) {
              case "none" -> Frozen.NONE;
              case "embeddings" -> Frozen.EMBEDDINGS;
              default -> frozenLayers(text);
            });
  }

  private static @Nullable Frozen frozenLayers(String text) {
    Integer layers =
        text.startsWith(LOWEST) ? wholeOrNull(text.substring(LOWEST.length()), 1, 1000) : null;
    return layers == null ? null : new Frozen(true, layers);
  }

  /** The value, or null when the text is not of this type. */
  @Nullable T parse(String text) {
    String stripped = text.strip();
    return stripped.isEmpty() ? null : parser.apply(stripped);
  }

  private static @Nullable Integer wholeOrNull(String text, int least, int most) {
    if (!WHOLE.matcher(text).matches()) {
      return null;
    }
    int number = Integer.parseInt(text);
    return number < least || number > most ? null : number;
  }

  private static @Nullable Double numberOrNull(String text) {
    return NUMBER.matcher(text).matches() ? Double.valueOf(text) : null;
  }
}
