package org.geovq.nn;

import java.util.Arrays;
import java.util.function.Function;

/** Parameters with values that a test sets, and their values by name. */
public final class TestParameters {
  private TestParameters() {}

  /** A network's parameters with values made for each of them. */
  public static ParameterSet of(Network network, Function<Parameter, float[]> values) {
    float[] all = new float[(int) network.parameterCount()];
    int at = 0;
    for (Parameter p : network.parameters()) {
      System.arraycopy(values.apply(p), 0, all, at, p.length());
      at += p.length();
    }
    return new ParameterSet(network.parameters(), all);
  }

  /** Starting values times a factor. */
  public static ParameterSet scaled(Network network, long seed, float factor) {
    return of(
        network,
        p -> {
          float[] values = p.initial(seed);
          for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
          }
          return values;
        });
  }

  /** The values of one parameter. */
  public static float[] values(ParameterSet set, String name) {
    int at = 0;
    for (Parameter p : set.parameters()) {
      if (p.name().equals(name)) {
        return Arrays.copyOfRange(set.values(), at, at + p.length());
      }
      at += p.length();
    }
    throw new IllegalArgumentException("no parameter " + name);
  }
}
