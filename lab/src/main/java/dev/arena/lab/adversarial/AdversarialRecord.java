package dev.arena.lab.adversarial;

import org.jspecify.annotations.Nullable;

/**
 * Key and value of a record that is nasty in one way.
 *
 * @param kind name of its {@link AdversarialKind}
 * @param fate what a scorer has to do with it
 */
public record AdversarialRecord(
    String kind,
    byte @Nullable [] key,
    byte @Nullable [] value,
    AdversarialKind.ExpectedResult fate) {}
