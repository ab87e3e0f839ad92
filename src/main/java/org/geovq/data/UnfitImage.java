package org.geovq.data;

import org.geovq.UserError;

/**
 * An image that is damaged or of a kind that is not read; others of the data set may be as they
 * should.
 */
public final class UnfitImage extends UserError {
  private static final long serialVersionUID = 1;

  UnfitImage(String format, Object... arguments) {
    super(format, arguments);
  }
}
