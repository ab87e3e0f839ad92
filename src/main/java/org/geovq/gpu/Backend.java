package org.geovq.gpu;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.geovq.Reason;
import org.geovq.UserError;
import org.geovq.nn.Kernels;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;

/**
 * ND4J's back ends. Where both are on the class path ND4J takes CUDA if it finds any card and the
 * CPU otherwise, with no word that a program could act on; so a process chooses one, and ND4J then
 * sees no other.
 */
enum Backend {
  CPU("org.nd4j.linalg.cpu.nativecpu.CpuBackend"),
  CUDA("org.nd4j.linalg.jcublas.JCublasBackend");

  private static final String SERVICE = "META-INF/services/" + Nd4jBackend.class.getName();

  /** What ND4J may take of a card; the rest is for CUDA's own context and cuDNN's work space. */
  private static final double DEVICE_SHARE = 0.9;

  private static final long MIB = 1L << 20;
  private final String provider;

  Backend(String provider) {
    this.provider = provider;
  }

  /** Whether it is on the class path. */
  boolean present() {
    return parent().getResource(provider.replace('.', '/') + ".class") != null;
  }

  /** Chooses it for this process; must come before anything of ND4J's arrays. */
  void select() {
    ND4JClassLoading.setNd4jClassloader(new OneBackend(parent(), provider));
  }

  /**
   * Loads CUDA in this process, on one card alone.
   *
   * @throws UserError if the back end or a library of CUDA is missing
   */
  static void loadCuda(GpuCard card) {
    if (!CUDA.present()) {
      throw new UserError(
          "The CUDA back end is not on the class path: build with mvn -Pcuda,cuda-redist package and name the jars in"
              + " spark.executor.extraClassPath, or set compute.device = cpu.");
    }
    // The build with cuDNN; whatever the CPU's kernels are called, CUDA's are not.
    System.setProperty(Kernels.PROPERTY, "-cudnn");
    Environment.set("CUDA_VISIBLE_DEVICES", card.uuid());
    CUDA.select();
    requireLibraries(card);
    if (card.memoryMib() > 0) {
      Nd4j.getEnvironment().setDeviceLimit(0, deviceLimit(card));
    }
  }

  /** Bytes. */
  static long deviceLimit(GpuCard card) {
    return (long) (DEVICE_SHARE * card.memoryMib()) * MIB;
  }

  /** ND4J itself would print the reason and go on without. */
  private static void requireLibraries(GpuCard card) {
    try {
      Class<?> type = Class.forName(CUDA.provider, true, parent());
      ((Nd4jBackend) type.getDeclaredConstructor().newInstance()).canRun();
      Nd4j.getBackend();
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      String reason = reason(e);
      throw new UserError(
          "CUDA 11.6 does not load for %s (%s): %s, or set compute.device = cpu.",
          card, reason, remedy(reason));
    }
  }

  private static String remedy(String reason) {
    return reason.contains("libcuda.so.1")
        ? "make the driver's library libcuda.so.1 visible to the process (in a container: NVIDIA's container runtime)"
        : "build with mvn -Pcuda,cuda-redist package, or install CUDA 11.6 and cuDNN 8.3 and name their folders in"
            + " LD_LIBRARY_PATH";
  }

  private static String reason(Throwable error) {
    return Reason.firstLine(Reason.root(error));
  }

  private static ClassLoader parent() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context == null ? Backend.class.getClassLoader() : context;
  }

  /** Everything that its parent has but other back ends. */
  private static final class OneBackend extends ClassLoader {
    private final String provider;

    OneBackend(ClassLoader parent, String provider) {
      super(parent);
      this.provider = provider;
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      List<URL> all = Collections.list(super.getResources(name));
      if (name.equals(SERVICE)) {
        all.removeIf(url -> !names(url));
      }
      return Collections.enumeration(all);
    }

    private boolean names(URL url) {
      try (InputStream in = url.openStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .anyMatch(line -> line.strip().equals(provider));
      } catch (IOException e) {
        return false;
      }
    }
  }
}
