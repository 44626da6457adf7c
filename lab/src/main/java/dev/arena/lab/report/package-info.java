/** The reports of the commands {@code bench}, {@code prove} and {@code soak}, as text and JSON. */
@NullMarked
package dev.arena.lab.report;

import org.jspecify.annotations.NullMarked;
