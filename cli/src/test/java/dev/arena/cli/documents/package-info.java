/**
 * Checks that compare the documents with the code: pages that are generated from it, and the
 * commands in all others. Tests in every module use it; they are tagged {@code docs}.
 */
package dev.arena.cli.documents;
