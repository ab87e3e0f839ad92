package org.geovq.report;

import java.util.List;

/**
 * Figures and tables that belong together, in reading order.
 *
 * @param title heading
 * @param blocks figures and tables
 */
public record Section(String title, List<Block> blocks) {
  /** Copies the list. */
  public Section {
    blocks = List.copyOf(blocks);
  }
}
