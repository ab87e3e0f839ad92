package org.geovq.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.geovq.UserError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.factory.Nd4jBackend;

class BackendTest {
  private static final String CUDA = "org.nd4j.linalg.jcublas.JCublasBackend";
  private final ClassLoader context = Thread.currentThread().getContextClassLoader();
  private final ClassLoader nd4j = ND4JClassLoading.getNd4jClassloader();
  @TempDir private Path folder;

  @AfterEach
  void restore() {
    Thread.currentThread().setContextClassLoader(context);
    ND4JClassLoading.setNd4jClassloader(nd4j);
  }

  /** A class path on which the CUDA back end is announced, and with it the CPU one. */
  private void announceCuda() throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(Nd4jBackend.class.getName()), "# CUDA\n" + CUDA + "\n");
    URL[] urls = {folder.toUri().toURL()};
    Thread.currentThread().setContextClassLoader(new URLClassLoader(urls, context));
  }

  private static List<String> found() {
    return ND4JClassLoading.loadService(Nd4jBackend.class).stream()
        .map(ServiceLoader.Provider::type)
        .map(Class::getName)
        .toList();
  }

  @Test
  void nd4jSeesTheChosenBackEndAlone() throws IOException {
    announceCuda();
    Backend.CPU.select();
    assertEquals(List.of("org.nd4j.linalg.cpu.nativecpu.CpuBackend"), found());
    // Announced, though its class is not there.
    assumeFalse(Backend.CUDA.present());
    Backend.CUDA.select();
    assertThrows(java.util.ServiceConfigurationError.class, BackendTest::found);
  }

  @Test
  void otherServicesAreAsTheyWere() {
    long before =
        ServiceLoader.load(java.nio.file.spi.FileSystemProvider.class, context).stream().count();
    Backend.CPU.select();
    ClassLoader chosen = ND4JClassLoading.getNd4jClassloader();
    assertEquals(
        before,
        ServiceLoader.load(java.nio.file.spi.FileSystemProvider.class, chosen).stream().count());
  }

  @Test
  void aBuildWithoutCudaSaysHowToGetIt() {
    assertTrue(Backend.CPU.present());
    assumeFalse(Backend.CUDA.present());
    GpuCard card = NvidiaSmi.parse(Smi.T4).get(0);
    String complaint = assertThrows(UserError.class, () -> Backend.loadCuda(card)).getMessage();
    assertTrue(complaint.contains("mvn -Pcuda"), complaint);
  }

  @Test
  void nd4jMayTakeNineTenthsOfACard() {
    assertEquals(13_824L << 20, Backend.deviceLimit(NvidiaSmi.parse(Smi.T4).get(0)));
  }

  @Test
  void nativeCodeSeesAVariableThatJavaDoesNot() {
    String name = "GEOVQ_TEST_" + ProcessHandle.current().pid();
    Environment.set(name, "GPU-1");
    assertEquals("GPU-1", Environment.get(name));
    assertFalse(System.getenv().containsKey(name));
  }
}
