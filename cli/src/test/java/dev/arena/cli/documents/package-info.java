/**
 * Compares the documents with the code: pages that are written from it, and the commands in all
 * others. Tests of every module use it; those are tagged {@code docs}.
 */
package dev.arena.cli.documents;
