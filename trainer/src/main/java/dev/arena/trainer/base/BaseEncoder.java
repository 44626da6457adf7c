package dev.arena.trainer.base;

import dev.arena.trainer.network.Weights;

/**
 * A pretrained encoder to start from.
 *
 * @param name short, for the bundle's name and its provenance
 * @param title as its makers call it, for the model card
 * @param licence SPDX identifier of its weights, or {@link #UNKNOWN_LICENCE}
 * @param weights its numbers
 * @param tokenizer the bytes of its tokenizer.json; not to be changed
 * @param sha256 of the weights file; of several, of their concatenated bytes
 */
public record BaseEncoder(
    String name, String title, String licence, Weights weights, byte[] tokenizer, String sha256) {
  /** SPDX's word for a licence about which nothing is stated. */
  public static final String UNKNOWN_LICENCE = "NOASSERTION";
}
