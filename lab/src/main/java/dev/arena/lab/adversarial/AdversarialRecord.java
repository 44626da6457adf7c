package dev.arena.lab.adversarial;

import org.jspecify.annotations.Nullable;

/**
 * The key and the value of an adversarial record.
 *
 * @param kind name of its {@link AdversarialKind}
 * @param expected result that the scorer must produce
 */
public record AdversarialRecord(
    String kind,
    byte @Nullable [] key,
    byte @Nullable [] value,
    AdversarialKind.ExpectedResult expected) {}
