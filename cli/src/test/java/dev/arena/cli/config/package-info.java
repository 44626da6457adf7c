/** Tests of the configuration table. */
package dev.arena.cli.config;
