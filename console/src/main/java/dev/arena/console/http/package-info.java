/**
 * An HTTP server for JSON: limits, the access token, reading of bodies, and errors. Start at {@link
 * dev.arena.console.http.ApiServer}.
 */
@NullMarked
package dev.arena.console.http;

import org.jspecify.annotations.NullMarked;
