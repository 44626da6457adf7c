package dev.arena.trainer.base;

import dev.arena.trainer.network.Weights;

/**
 * A pretrained encoder from which training starts.
 *
 * @param name short name, for the bundle's name and its provenance
 * @param title the name that its makers use, for the model card
 * @param licence SPDX identifier of its weights, or {@link #UNKNOWN_LICENCE}
 * @param weights its numbers
 * @param tokenizer the bytes of its tokenizer.json; must not be changed
 * @param sha256 of the weights file, or of the concatenated bytes of several files
 */
public record BaseEncoder(
    String name, String title, String licence, Weights weights, byte[] tokenizer, String sha256) {
  /** The SPDX value for a licence that is not stated. */
  public static final String UNKNOWN_LICENCE = "NOASSERTION";
}
