package org.geovq.data;

/**
 * A decoded image.
 *
 * @param height rows
 * @param width columns
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param samples unsigned bytes, {@code [height, width, channels]}; not copied
 */
record Bitmap(int height, int width, int channels, byte[] samples) {}
