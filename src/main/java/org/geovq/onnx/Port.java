package org.geovq.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An input or output of a network.
 *
 * @param shape -1 where the file leaves a length open; empty where it is no tensor
 * @param floats whether it holds float32
 */
record Port(String name, long[] shape, boolean floats) {

  static Port of(NodeInfo info) {
    return info.getInfo() instanceof TensorInfo tensor
        ? new Port(info.getName(), tensor.getShape(), tensor.type == OnnxJavaType.FLOAT)
        : new Port(info.getName(), new long[0], false);
  }

  /** Such as {@code x [?, 3, 299, 299]}. */
  String words() {
    return name + " " + words(shape);
  }

  static String words(long[] shape) {
    return Arrays.stream(shape)
        .mapToObj(length -> length < 0 ? "?" : Long.toString(length))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  static String words(List<Port> ports) {
    return ports.stream().map(Port::words).collect(Collectors.joining(", "));
  }
}
