/** Tests of the configuration table. */
package dev.arena.models.config;
