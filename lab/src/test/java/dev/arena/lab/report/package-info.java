/** Tests of the parts of reports. */
package dev.arena.lab.report;
