package org.geovq.report;

/**
 * One setting of the run.
 *
 * @param key its path in the configuration
 * @param value as it was used
 * @param origin the file or option that set it
 */
public record Setting(String key, String value, String origin) {}
