package org.geovq.data;

/**
 * Something about a data set that is no error.
 *
 * @param key its name in the manifest, such as rows_without_image
 * @param count how often
 * @param sentence what is said to the user
 */
public record Remark(String key, long count, String sentence) {}
