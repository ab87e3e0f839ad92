package org.geovq.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.geovq.UserError;

/** A network made ready to run; several threads may run it at a time. */
public final class OnnxSession implements AutoCloseable {
  private final String label;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final List<Port> inputs;
  private final List<Port> outputs;

  /** Numbers of a tensor, row-major. */
  record Tensor(float[] values, long[] shape) {}

  private OnnxSession(String label, OrtEnvironment environment, OrtSession session)
      throws OrtException {
    this.label = label;
    this.environment = environment;
    this.session = session;
    this.inputs = ports(session.getInputInfo());
    this.outputs = ports(session.getOutputInfo());
  }

  /**
   * @param threads that one run takes, its caller's among them
   * @throws UserError where the file is no network that ONNX Runtime can run
   */
  public static OnnxSession open(OnnxModel model, int threads) {
    OrtSession session = null;
    try {
      OrtEnvironment environment = OnnxLibrary.environment();
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        // One thread: none but the caller's, so that tasks beside each other take a core each.
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
        // Waiting threads would take the cores from tasks.
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        session = environment.createSession(model.content(), options);
      }
      return new OnnxSession(model.label(), environment, session);
    } catch (OrtException e) {
      closeQuietly(session);
      throw new UserError(
          "%s: expected an ONNX file that ONNX Runtime can run, which says: %s",
          model.label(), sentence(e));
    }
  }

  private static void closeQuietly(OrtSession session) {
    if (session != null) {
      try {
        session.close();
      } catch (OrtException e) {
        // It could not be used either.
      }
    }
  }

  private static List<Port> ports(Map<String, NodeInfo> infos) {
    List<Port> ports = new ArrayList<>();
    infos.values().forEach(info -> ports.add(Port.of(info)));
    return List.copyOf(ports);
  }

  /** In the model's order. */
  List<Port> inputs() {
    return inputs;
  }

  /** In the model's order. */
  List<Port> outputs() {
    return outputs;
  }

  /** A sentence about this network. */
  UserError wrong(String format, Object... arguments) {
    return new UserError("%s: %s", label, String.format(format, arguments));
  }

  /**
   * Runs the network once.
   *
   * @param inputs by name
   * @throws UserError where the network does not take them, or gives something else than float32
   */
  Tensor run(Map<String, Tensor> inputs, String output) {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
        Tensor tensor = input.getValue();
        FloatBuffer values = FloatBuffer.wrap(tensor.values());
        tensors.put(input.getKey(), OnnxTensor.createTensor(environment, values, tensor.shape()));
      }
      try (OrtSession.Result result = session.run(tensors, Set.of(output))) {
        return tensor(result.get(0), output);
      }
    } catch (OrtException e) {
      throw wrong("the network cannot be run on these images; ONNX Runtime says: %s", sentence(e));
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private Tensor tensor(OnnxValue value, String name) {
    if (!(value instanceof OnnxTensor tensor) || tensor.getFloatBuffer() == null) {
      throw wrong("expected an output %s of float32.", name);
    }
    FloatBuffer buffer = tensor.getFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return new Tensor(values, tensor.getInfo().getShape());
  }

  /** The library's message as the end of a sentence. */
  private static String sentence(OrtException e) {
    String message =
        String.valueOf(e.getMessage()).replaceFirst("^Error code - \\w+ - message: ", "");
    String line = message.lines().findFirst().orElse("").strip();
    return line.endsWith(".") ? line : line + ".";
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
