package org.geovq.nn;

import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network's parameters with their values, small enough to be broadcast.
 *
 * @param values of all parameters one after the other, in their order
 */
public record ParameterSet(List<Parameter> parameters, float[] values) implements Serializable {

  public ParameterSet {
    long expected = parameters.stream().mapToLong(Parameter::length).sum();
    if (values.length != expected) {
      throw new IllegalArgumentException(values.length + " values for parameters of " + expected);
    }
  }

  /** Starting values. */
  public static ParameterSet initial(Network network, long seed) {
    List<Parameter> parameters = network.parameters();
    float[] values = new float[Math.toIntExact(network.parameterCount())];
    int at = 0;
    for (Parameter p : parameters) {
      System.arraycopy(p.initial(seed), 0, values, at, p.length());
      at += p.length();
    }
    return new ParameterSet(parameters, values);
  }

  /** Each parameter as an array of its shape. */
  Map<String, INDArray> arrays() {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    int at = 0;
    for (Parameter p : parameters) {
      float[] part = Arrays.copyOfRange(values, at, at + p.length());
      arrays.put(p.name(), Nd4j.createFromArray(part).reshape(p.shape()));
      at += p.length();
    }
    return arrays;
  }
}
