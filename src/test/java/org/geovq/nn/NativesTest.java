package org.geovq.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativesTest {
  private static final byte[] CONTENT = {1, 2, 3};

  @TempDir private Path folder;

  @Test
  void librariesOfTheClassPathLieWhereJavaCppLooksForThem() throws Exception {
    Path jar = folder.resolve("natives-test-" + System.nanoTime() + ".jar");
    writeJar(
        jar,
        "org/thing/linux-x86_64/libthing.so",
        "org/thing/linux-x86_64-onednn-avx2/libother.so.1",
        "ai/thing/native/linux-x64/libthird.so",
        "org/thing/windows-x86_64/thing.dll",
        "org/thing/linux-x86_64/notes.so.txt",
        "org/thing/Thing.class");
    Path cache = Loader.getCacheDir().toPath().resolve(jar.getFileName());
    try {
      List<File> unpacked = Natives.unpack(folder + File.pathSeparator + jar);
      List<Path> expected =
          List.of(
              cache.resolve("org/thing/linux-x86_64/libthing.so"),
              cache.resolve("org/thing/linux-x86_64-onednn-avx2/libother.so.1"),
              cache.resolve("ai/thing/native/linux-x64/libthird.so"));
      assertEquals(expected, unpacked.stream().map(File::toPath).toList());
      for (Path library : expected) {
        assertArrayEquals(CONTENT, Files.readAllBytes(library));
      }
    } finally {
      Loader.deleteDirectory(cache.toFile());
    }
  }

  private static void writeJar(Path jar, String... names) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (String name : names) {
        out.putNextEntry(new JarEntry(name));
        out.write(CONTENT);
      }
    }
  }
}
