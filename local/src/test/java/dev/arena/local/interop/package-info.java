/** Tests with clients that share no code with this project. */
package dev.arena.local.interop;
