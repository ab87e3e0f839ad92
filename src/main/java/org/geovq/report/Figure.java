package org.geovq.report;

import java.awt.image.BufferedImage;

/**
 * A picture of the page, also written beside it as {@code figures/ID.png}.
 *
 * @param id anchor and file name: lower-case letters, digits and hyphens
 * @param title what it shows, in a few words
 * @param caption how to read it, and which direction is better
 * @param image painted with two image pixels per page pixel, as {@link Charts} and {@link
 *     ImageGrid} do
 */
public record Figure(String id, String title, String caption, BufferedImage image)
    implements Block {
  /**
   * Checks the id.
   *
   * @throws IllegalArgumentException if the id holds anything else
   */
  public Figure {
    Block.checkedId(id);
  }
}
