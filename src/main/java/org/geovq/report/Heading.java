package org.geovq.report;

/**
 * The head of the page.
 *
 * @param title what was run
 * @param runDirectory where the run lies
 * @param date when the report was made, as printed
 * @param version of geovq
 */
public record Heading(String title, String runDirectory, String date, String version) {}
