package org.geovq.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Small networks as ONNX files, written field by field in the form of Protocol Buffers. */
public final class OnnxFiles {
  private static final int FLOAT = 1;
  private static final int DOUBLE = 11;

  private OnnxFiles() {}

  /** A message: numbers and bytes with the tags of their fields. */
  private static final class Message {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Message number(int field, long value) {
      varint((long) field << 3);
      varint(value);
      return this;
    }

    Message bytes(int field, byte[] value) {
      varint((long) field << 3 | 2);
      varint(value.length);
      bytes.writeBytes(value);
      return this;
    }

    Message text(int field, String value) {
      return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message value) {
      return bytes(field, value.bytes.toByteArray());
    }

    private void varint(long value) {
      long rest = value;
      while ((rest & ~0x7FL) != 0) {
        bytes.write((int) (rest & 0x7F | 0x80));
        rest >>>= 7;
      }
      bytes.write((int) rest);
    }
  }

  /** A network that is put together node by node. */
  private static final class Graph {
    private final Message graph = new Message().text(2, "graph");

    Graph node(String operation, List<String> inputs, String output, Message... attributes) {
      Message node = new Message();
      inputs.forEach(input -> node.text(1, input));
      node.text(2, output).text(4, operation);
      for (Message attribute : attributes) {
        node.message(5, attribute);
      }
      graph.message(1, node);
      return this;
    }

    Graph weights(String name, float[] values, long... shape) {
      ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      raw.asFloatBuffer().put(values);
      Message tensor = new Message();
      for (long length : shape) {
        tensor.number(1, length);
      }
      graph.message(5, tensor.number(2, FLOAT).text(8, name).bytes(9, raw.array()));
      return this;
    }

    Graph input(String name, int type, long... shape) {
      graph.message(11, value(name, type, shape));
      return this;
    }

    Graph output(String name, long... shape) {
      return output(name, FLOAT, shape);
    }

    private Graph output(String name, int type, long[] shape) {
      graph.message(12, value(name, type, shape));
      return this;
    }

    /** Lengths below 0 stay open. */
    private static Message value(String name, int type, long... shape) {
      Message lengths = new Message();
      for (long length : shape) {
        Message one = new Message();
        lengths.message(1, length < 0 ? one.text(2, "open") : one.number(1, length));
      }
      Message tensor = new Message().number(1, type).message(2, lengths);
      return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }

    byte[] file() {
      Message operators = new Message().text(1, "").number(2, 13);
      return new Message().number(1, 8).message(7, graph).message(8, operators).bytes.toByteArray();
    }
  }

  private static Message whole(String name, long... values) {
    Message attribute = new Message().text(1, name);
    for (long value : values) {
      attribute.number(8, value);
    }
    return attribute.number(20, 7);
  }

  /**
   * Planar images through a 1x1 convolution: output map {@code [n, features, height, width]}, and
   * output flat, its mean {@code [n, features]}.
   *
   * @param weights {@code [features, channels]}
   * @param shape of the input, {@code [n, channels, height, width]}, -1 where it is open
   */
  public static byte[] features(float[] weights, long... shape) {
    long features = weights.length / shape[1];
    return new Graph()
        .input("images", FLOAT, shape)
        .weights("w", weights, features, shape[1], 1, 1)
        .node("Conv", List.of("images", "w"), "map")
        .node("GlobalAveragePool", List.of("map"), "pooled")
        .node("Flatten", List.of("pooled"), "flat")
        .output("map", shape[0], features, shape[2], shape[3])
        .output("flat", shape[0], features)
        .file();
  }

  /**
   * The same with channels last: the one output map is {@code [n, height, width, features]}.
   *
   * @param shape {@code [n, height, width, channels]}
   */
  static byte[] channelsLast(float[] weights, long... shape) {
    long features = weights.length / shape[3];
    return new Graph()
        .input("images", FLOAT, shape)
        .weights("w", weights, features, shape[3], 1, 1)
        .node("Transpose", List.of("images"), "planar", whole("perm", 0, 3, 1, 2))
        .node("Conv", List.of("planar", "w"), "map")
        .node("Transpose", List.of("map"), "last", whole("perm", 0, 2, 3, 1))
        .output("last", shape[0], shape[1], shape[2], features)
        .file();
  }

  /** Mean squared difference of two images. */
  public static byte[] squaredDistance(long... shape) {
    return new Graph()
        .input("in0", FLOAT, shape)
        .input("in1", FLOAT, shape)
        .node("Sub", List.of("in0", "in1"), "difference")
        .node("Mul", List.of("difference", "difference"), "square")
        .node("ReduceMean", List.of("square"), "distance", whole("axes", 1, 2, 3))
        .output("distance", shape[0], 1, 1, 1)
        .file();
  }

  /** A network whose input is no float32. */
  static byte[] ofDoubles() {
    return new Graph()
        .input("x", DOUBLE, 1, 3, 4, 4)
        .node("Identity", List.of("x"), "y")
        .output("y", DOUBLE, new long[] {1, 3, 4, 4})
        .file();
  }

  /** A network of an operation that does not exist. */
  static byte[] ofUnknownOperation() {
    return new Graph()
        .input("x", FLOAT, 1, 3, 4, 4)
        .node("Telepathy", new ArrayList<>(List.of("x")), "y")
        .output("y", 1, 3)
        .file();
  }
}
