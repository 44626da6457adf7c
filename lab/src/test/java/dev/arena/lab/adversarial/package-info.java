@NullMarked
package dev.arena.lab.adversarial;

import org.jspecify.annotations.NullMarked;
