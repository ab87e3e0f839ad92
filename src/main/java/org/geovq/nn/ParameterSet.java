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

  /**
   * A copy of one parameter's values.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public float[] get(String name) {
    int at = offset(name);
    return Arrays.copyOfRange(values, at, at + length(name));
  }

  /**
   * These parameters with other values for one of them.
   *
   * @throws IllegalArgumentException if there is none of that name or of another length
   */
  public ParameterSet with(String name, float[] replacement) {
    if (replacement.length != length(name)) {
      throw new IllegalArgumentException(replacement.length + " values for " + name);
    }
    float[] changed = values.clone();
    System.arraycopy(replacement, 0, changed, offset(name), replacement.length);
    return new ParameterSet(parameters, changed);
  }

  /** These parameters with the other's values wherever it has one of the same name and shape. */
  public ParameterSet takenFrom(ParameterSet other) {
    ParameterSet taken = this;
    for (Parameter own : parameters) {
      boolean shared =
          other.parameters.stream()
              .anyMatch(p -> p.name().equals(own.name()) && Arrays.equals(p.shape(), own.shape()));
      taken = shared ? taken.with(own.name(), other.get(own.name())) : taken;
    }
    return taken;
  }

  private int length(String name) {
    return parameters.stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no parameter " + name))
        .length();
  }

  private int offset(String name) {
    return parameters.stream()
        .takeWhile(p -> !p.name().equals(name))
        .mapToInt(Parameter::length)
        .sum();
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
