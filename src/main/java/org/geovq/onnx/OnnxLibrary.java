package org.geovq.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import org.bytedeco.javacpp.Loader;

/** ONNX Runtime's own libraries, which it would unpack anew for every process. */
final class OnnxLibrary {
  private static final String FOLDER = "/ai/onnxruntime/native/linux-x64/";

  /** A user who sets it has libraries of his own. */
  private static final String PATH = "onnxruntime.native.path";

  private OnnxLibrary() {}

  /** The one environment of this process, whose libraries lie in JavaCPP's cache. */
  static synchronized OrtEnvironment environment() throws OrtException {
    if (System.getProperty(PATH) == null) {
      File library = unpacked("libonnxruntime.so");
      unpacked("libonnxruntime4j_jni.so");
      System.setProperty(PATH, library.getParent());
    }
    OrtEnvironment environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "geovq");
    environment.setTelemetry(false);
    return environment;
  }

  private static File unpacked(String name) {
    URL library = OrtEnvironment.class.getResource(FOLDER + name);
    if (library == null) {
      throw new IllegalStateException("onnxruntime has no " + FOLDER + name);
    }
    try {
      return Loader.cacheResource(library);
    } catch (IOException e) {
      throw new UncheckedIOException("ONNX Runtime's libraries cannot be unpacked", e);
    }
  }
}
