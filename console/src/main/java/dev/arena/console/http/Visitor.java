package dev.arena.console.http;

import org.jspecify.annotations.Nullable;

/**
 * Who sends a request.
 *
 * @param authorized whether the visitor may see texts and write: with the access token, after
 *     signing in, or because there is no token
 * @param voter the pseudonym under which the visitor votes; null until it is chosen
 * @param csrf what a form of a page must contain
 */
public record Visitor(boolean authorized, @Nullable String voter, String csrf) {}
