/**
 * Records that are invalid, or look invalid, for tests that mix them with good records. Start at
 * {@link dev.arena.lab.adversarial.AdversarialRecords}.
 */
@NullMarked
package dev.arena.lab.adversarial;

import org.jspecify.annotations.NullMarked;
