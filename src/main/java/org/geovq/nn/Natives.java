package org.geovq.nn;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.bytedeco.javacpp.Loader;

/**
 * Unpacks native libraries into JavaCPP's cache ({@code org.bytedeco.javacpp.cachedir}) without
 * loading them: for images, whose processes then find them in place, whatever the machine that
 * builds the image can run.
 */
public final class Natives {
  private static final Pattern LIBRARY =
      Pattern.compile(".*/linux-x(86_)?64[^/]*/[^/]+\\.so(\\.\\d+)*");

  private Natives() {}

  /**
   * Unpacks every native library for Linux on x86-64 in the given jars.
   *
   * @param classPath as in {@code java.class.path}
   * @return where they lie
   * @throws IOException if a jar cannot be read or the cache not be written
   */
  public static List<File> unpack(String classPath) throws IOException {
    List<File> unpacked = new ArrayList<>();
    for (String part : classPath.split(File.pathSeparator)) {
      if (part.endsWith(".jar")) {
        for (URL library : libraries(new File(part))) {
          unpacked.add(Loader.cacheResource(library));
        }
      }
    }
    return unpacked;
  }

  private static List<URL> libraries(File jar) throws IOException {
    try (JarFile open = new JarFile(jar)) {
      List<String> names =
          open.stream()
              .map(ZipEntry::getName)
              .filter(name -> LIBRARY.matcher(name).matches())
              .toList();
      List<URL> libraries = new ArrayList<>();
      for (String name : names) {
        libraries.add(new URL("jar:" + jar.toURI() + "!/" + name));
      }
      return libraries;
    }
  }
}
