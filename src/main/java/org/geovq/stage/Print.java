package org.geovq.stage;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.geovq.eval.Spread;
import org.geovq.report.Table.Cell;

/** Numbers as pages print them. */
public final class Print {
  /** Where there is no figure. */
  public static final String NOTHING = "–";

  private Print() {}

  /** As String.format does, the same in every country. */
  public static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  /** A mean squared error of pixels in [0, 1]. */
  public static String mse(double value) {
    return format("%.5f", value);
  }

  /** With two digits that count, never in powers of ten: 0.000012. */
  public static String twoDigits(double value) {
    return value == 0 || !Double.isFinite(value)
        ? format("%.0f", value)
        : new BigDecimal(value).round(new MathContext(2)).toPlainString();
  }

  /** A cell with a figure over several runs, or a dash where there is none. */
  public static Cell cell(String pattern, Spread spread) {
    return Cell.number(spread == null ? NOTHING : spread(pattern, spread));
  }

  /** The mean, signed if the pattern says so, and the standard deviation of more than one run. */
  public static String spread(String pattern, Spread spread) {
    String mean = format(pattern, spread.mean());
    return spread.n() < 2 ? mean : mean + " ± " + deviation(pattern.replace("+", ""), spread);
  }

  /** A small one is not nothing. */
  private static String deviation(String pattern, Spread spread) {
    double deviation = spread.standardDeviation();
    String printed = format(pattern, deviation);
    return deviation > 0 && printed.equals(format(pattern, 0.0)) ? twoDigits(deviation) : printed;
  }
}
