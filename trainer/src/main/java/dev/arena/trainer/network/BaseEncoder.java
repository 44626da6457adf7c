package dev.arena.trainer.network;

/**
 * A pretrained encoder to start from.
 *
 * @param name for the bundle's name and its provenance
 * @param weights its numbers
 * @param tokenizer the bytes of its tokenizer.json; not to be changed
 * @param sha256 of the file that held the weights
 */
public record BaseEncoder(String name, Weights weights, byte[] tokenizer, String sha256) {}
