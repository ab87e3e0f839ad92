package org.geovq.stage;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.geovq.eval.Spread;

/** Numbers as the page prints them. */
final class Print {
  /** Where there is no figure. */
  static final String NOTHING = "–";

  private Print() {}

  static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  static String mse(double value) {
    return format("%.5f", value);
  }

  /** With two digits that count, never in powers of ten: 0.000012. */
  static String twoDigits(double value) {
    return value == 0 || !Double.isFinite(value)
        ? format("%.0f", value)
        : new BigDecimal(value).round(new MathContext(2)).toPlainString();
  }

  /** The mean, signed if the pattern says so, and the standard deviation of more than one run. */
  static String spread(String pattern, Spread spread) {
    String mean = format(pattern, spread.mean());
    return spread.n() < 2
        ? mean
        : mean + " ± " + format(pattern.replace("+", ""), spread.standardDeviation());
  }
}
