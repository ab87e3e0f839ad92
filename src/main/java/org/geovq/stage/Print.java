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
    String mean = number(pattern, spread.mean());
    String deviation = number(pattern.replace("+", ""), spread.standardDeviation());
    return spread.n() < 2 ? mean : mean + " ± " + deviation;
  }

  /** As the pattern says, but what is not nothing is not printed as such. */
  private static String number(String pattern, double value) {
    boolean nothing = format(pattern, Math.abs(value)).equals(format(pattern, 0.0));
    if (value == 0 || !nothing) {
      return format(pattern, value);
    }
    return (value > 0 && pattern.contains("+") ? "+" : "") + twoDigits(value);
  }
}
