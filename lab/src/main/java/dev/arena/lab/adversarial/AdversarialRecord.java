package dev.arena.lab.adversarial;

import org.jspecify.annotations.Nullable;

/**
 * Key and value of a record that is nasty in one way.
 *
 * @param kind name of its {@link NastyKind}
 * @param fate what a scorer has to do with it
 */
public record NastyRecord(String kind, byte @Nullable [] key, byte @Nullable [] value, Fate fate) {}
