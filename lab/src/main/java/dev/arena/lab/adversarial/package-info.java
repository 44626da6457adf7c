/**
 * Records that go wrong, or look as if they should, for tests that mix them into good traffic.
 * Start at {@link dev.arena.lab.adversarial.AdversarialRecords}.
 */
@NullMarked
package dev.arena.lab.adversarial;

import org.jspecify.annotations.NullMarked;
