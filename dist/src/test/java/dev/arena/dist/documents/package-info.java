/** Tests that compare the documents with everything that they name. */
package dev.arena.dist.documents;
