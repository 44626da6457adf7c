/** What is in {@code deploy/monitoring}, against a real scorer and a real Prometheus. */
package dev.arena.dist.monitoring;
