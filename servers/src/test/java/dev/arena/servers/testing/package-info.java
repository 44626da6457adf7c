/**
 * Servers, certificates and rights for tests with a real broker, shared by the modules whose
 * services use one.
 */
package dev.arena.servers.testing;
