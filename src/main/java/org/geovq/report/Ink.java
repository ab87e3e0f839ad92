package org.geovq.report;

import java.awt.BasicStroke;
import java.awt.Color;

/**
 * How a line is drawn, so that what it is of looks alike in all charts.
 *
 * @param colour of the palette, from 0; behind its end it begins anew with dashes
 * @param dashed whether it stands beside a line of the same colour
 */
public record Ink(int colour, boolean dashed) {
  private static final int NO_COLOUR = -1;

  /** Of what others are compared with. */
  public static final Ink GREY = new Ink(NO_COLOUR, false);

  /** A solid line. */
  public static Ink of(int colour) {
    return new Ink(colour, false);
  }

  /** The same with dashes. */
  public Ink withDashes() {
    return new Ink(colour, true);
  }

  Color paint() {
    return colour == NO_COLOUR ? Style.REFERENCE : Style.series(colour);
  }

  /** Dashes grow shorter with each round of colours. */
  BasicStroke stroke() {
    int round = Math.max(0, colour) / Style.seriesColours() + (dashed ? 1 : 0);
    float[] dash = round == 0 ? null : new float[] {12f / round, 6f / round};
    return new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash, 0);
  }
}
