/** Tests of {@code deploy/monitoring} with a real scorer and a real Prometheus. */
package dev.arena.dist.monitoring;
