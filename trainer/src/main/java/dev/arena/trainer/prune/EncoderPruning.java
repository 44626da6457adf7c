package dev.arena.trainer.prune;

import dev.arena.cli.ProgressBar;
import dev.arena.models.encode.Sequence;
import dev.arena.schemas.failure.UsageException;
import dev.arena.trainer.base.BaseEncoder;
import dev.arena.trainer.network.BertSizes;
import dev.arena.trainer.network.Devices;
import dev.arena.trainer.network.Moments;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.network.Sublayer;
import dev.arena.trainer.network.Weights;
import dev.arena.trainer.recipe.Recipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Removes attention heads and feed-forward neurons from each layer of an encoder, from the lowest
 * layer to the highest, as many as the recipe says. The remaining weights of each part are fitted
 * to what the whole encoder computes there, so that a part also makes up for what was removed
 * before it. Votes are not used, only texts.
 */
public final class EncoderPruning {
  /** More texts than these hardly change the second moments of the activations. */
  private static final int MOST_TEXTS = 1_000;

  private final Weights whole;
  private final BertSizes sizes;
  private final Recipe recipe;

  /** The weights in the shapes of the whole encoder. */
  private final Map<String, float[]> sparse;

  private final List<PrunedPart> parts = new ArrayList<>();

  private EncoderPruning(Weights whole, Recipe recipe) {
    this.whole = whole;
    this.sizes = whole.sizes();
    this.recipe = recipe;
    this.sparse = new LinkedHashMap<>(whole.values());
  }

  /**
   * Refuses a recipe that keeps more than an encoder has.
   *
   * @throws UsageException if it does
   */
  public static void requirePossible(BaseEncoder base, Recipe recipe) {
    new EncoderPruning(base.weights(), recipe).requireEnough(base.name());
  }

  /**
   * The encoder without what the recipe removes.
   *
   * @param texts such as the encoder will read, at least one; only the first 1,000 are used
   * @return {@code base} itself if the recipe removes nothing
   * @throws UsageException if the recipe keeps more than there is
   */
  public static BaseEncoder prune(
      BaseEncoder base, List<Sequence> texts, Recipe recipe, Devices devices) {
    EncoderPruning pruning = new EncoderPruning(base.weights(), recipe);
    pruning.requireEnough(base.name());
    if (pruning.smaller().isEmpty()) {
      return base;
    }
    List<Sequence> some = texts.stream().distinct().limit(MOST_TEXTS).toList();
    return new BaseEncoder(
        base.name(),
        base.title() + pruning.sentence(),
        base.licence(),
        pruning.prune(some, devices),
        base.tokenizer(),
        base.sha256());
  }

  private List<Sublayer> smaller() {
    return Arrays.stream(Sublayer.values()).filter(part -> keep(part) < units(part)).toList();
  }

  /** How many heads or neurons a layer has. */
  private int units(Sublayer part) {
    return part.inputs(sizes) / part.unit(sizes);
  }

  /** How many of them are kept. */
  private int keep(Sublayer part) {
    OptionalInt wanted =
        switch (part) {
          case ATTENTION -> recipe.pruning().heads();
          case FEED_FORWARD -> recipe.pruning().feedForward();
        };
    return wanted.orElse(units(part));
  }

  /** Refuses to keep more than there is. */
  private void requireEnough(String name) {
    for (Sublayer part : Sublayer.values()) {
      if (keep(part) > units(part)) {
        throw new UsageException(
            "--%s is %,d; expected at most %,d, as many as each layer of %s has."
                .formatted(
                    switch (part) {
                      case ATTENTION -> "heads";
                      case FEED_FORWARD -> "feed-forward";
                    },
                    keep(part),
                    units(part),
                    name));
      }
    }
  }

  private String sentence() {
    return String.format(
        Locale.ROOT,
        ", pruned to %,d of %,d heads and %,d of %,d feed-forward neurons per layer",
        keep(Sublayer.ATTENTION),
        units(Sublayer.ATTENTION),
        keep(Sublayer.FEED_FORWARD),
        units(Sublayer.FEED_FORWARD));
  }

  private Weights prune(List<Sequence> texts, Devices devices) {
    List<Sublayer> smaller = smaller();
    long steps = (long) sizes.layers() * smaller.size() * texts.size();
    try (PreferenceNetwork original = new PreferenceNetwork(whole, recipe, devices);
        PreferenceNetwork changed = new PreferenceNetwork(whole, recipe, devices);
        ProgressBar progress = ProgressBar.onStderr("prune", "sequences", steps)) {
      for (int layer = 0; layer < sizes.layers(); layer++) {
        for (Sublayer part : smaller) {
          long before = (long) parts.size() * texts.size();
          Moments moments =
              Moments.of(
                  original, changed, layer, part, texts, done -> progress.update(before + done));
          PrunedPart pruned =
              new PrunedPart(
                  whole, layer, part, Elimination.keep(moments, part.unit(sizes), keep(part)));
          pruned.putInOldShape(sparse);
          changed.set(new Weights(sizes, sparse));
          parts.add(pruned);
        }
      }
    }
    Map<String, float[]> dense = new LinkedHashMap<>(whole.values());
    parts.forEach(part -> part.putInNewShape(dense));
    return new Weights(sizes.with(keep(Sublayer.ATTENTION), keep(Sublayer.FEED_FORWARD)), dense);
  }
}
