package org.geovq.report;

/**
 * How long a stage of the run took.
 *
 * @param stage its name on the command line
 * @param seconds wall-clock time
 * @param wrote what it left behind, in a few words
 */
public record StageTime(String stage, double seconds, String wrote) {}
