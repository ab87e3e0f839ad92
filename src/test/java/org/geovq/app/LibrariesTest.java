package org.geovq.app;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Libraries that are newer than Spark and DL4J ask for, and what docs/security.md says of them. */
class LibrariesTest {
  private static final Pattern PROPERTY = Pattern.compile("\\$\\{(.+)}");

  private record Library(String group, String name, String version) {}

  @Test
  void everyOverrideIsExplainedWithItsVersion() throws Exception {
    List<String> rows = Files.readAllLines(Path.of("docs/security.md"));
    List<Library> managed = managed();
    assertTrue(managed.size() > 10, "read from pom.xml: " + managed);
    for (Library library : managed) {
      assertTrue(
          rows.stream()
              .anyMatch(
                  row ->
                      row.contains("`" + library.name() + "`")
                          && row.contains("| " + library.version() + " |")),
          library + " has no row in docs/security.md");
    }
  }

  @Test
  void theClassPathHasThemAndNoOlderOnes() throws Exception {
    List<String> jars =
        List.of(System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)));
    for (Library library : managed()) {
      String folder = "/" + library.group().replace('.', '/') + "/" + library.name() + "/";
      for (String jar : jars) {
        assertTrue(!jar.contains(folder) || jar.contains(folder + library.version() + "/"), jar);
      }
    }
    // What the loop does not see: a bill of materials names other libraries; the codec's group has
    // changed.
    String netty = managed().get(0).version();
    assertTrue(jars.stream().anyMatch(jar -> jar.contains("/netty-common/" + netty + "/")), netty);
    assertTrue(jars.stream().anyMatch(jar -> jar.contains("/at/yawk/lz4/")), "Spark's codec");
    assertFalse(jars.stream().anyMatch(jar -> jar.contains("/org/lz4/")), "the old one");
  }

  /** The managed libraries, but for Scala's, which are as old as Spark's for another reason. */
  private static List<Library> managed() throws Exception {
    Document pom =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new File("pom.xml"));
    Element management = (Element) pom.getElementsByTagName("dependencyManagement").item(0);
    NodeList dependencies = management.getElementsByTagName("dependency");
    List<Library> libraries = new ArrayList<>();
    for (int i = 0; i < dependencies.getLength(); i++) {
      Element dependency = (Element) dependencies.item(i);
      String name = text(dependency, "artifactId");
      if (!name.startsWith("scala-")) {
        libraries.add(
            new Library(
                text(dependency, "groupId"), name, resolved(pom, text(dependency, "version"))));
      }
    }
    return libraries;
  }

  private static String resolved(Document pom, String version) {
    var property = PROPERTY.matcher(version);
    return property.matches()
        ? text((Element) pom.getElementsByTagName("properties").item(0), property.group(1))
        : version;
  }

  private static String text(Element parent, String tag) {
    return parent.getElementsByTagName(tag).item(0).getTextContent();
  }
}
