/**
 * The turns of a conversation in files: lists of strings ({@link
 * dev.arena.schemas.turns.TurnList}), messages with roles ({@link dev.arena.schemas.turns.Side}),
 * and a chosen and a rejected answer ({@link dev.arena.schemas.turns.ChosenPair}).
 */
@NullMarked
package dev.arena.schemas.turns;

import org.jspecify.annotations.NullMarked;
