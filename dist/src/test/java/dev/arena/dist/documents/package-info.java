/** The documents are held against everything that they name. */
package dev.arena.dist.documents;
