/**
 * An HTTP server for pages and JSON: limits, the access token and sessions, reading of bodies,
 * errors, and events for pages that are open. Start at {@link dev.arena.console.http.ApiServer}.
 */
@NullMarked
package dev.arena.console.http;

import org.jspecify.annotations.NullMarked;
