package org.geovq.data;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.geovq.UserError;

/**
 * CelebA's list of attributes: a line with the number of images, a line with the attributes' names,
 * and a line an image with its name and 1 or -1 for each attribute.
 */
final class AttributeFile {
  private final TextLines file;
  private final List<String> wanted;
  private int[] columns;
  private int width;

  AttributeFile(TextLines file, List<String> wanted) {
    this.file = file;
    this.wanted = wanted;
  }

  /**
   * Sets the label of every image that has a row.
   *
   * @param indices of the images in labels, by name
   */
  void read(Map<String, Integer> indices, int[] labels) {
    file.forEach(
        (number, words) -> {
          if (columns == null) {
            if (number > 1) {
              header(words);
            }
          } else {
            Integer image = indices.get(words[0]);
            int label = label(number, words);
            if (image != null) {
              labels[image] = label;
            }
          }
        });
    if (columns == null) {
      throw new UserError("%s has no line with the names of the attributes", file.path());
    }
  }

  private void header(String[] names) {
    width = names.length + 1;
    columns = new int[wanted.size()];
    for (int i = 0; i < columns.length; i++) {
      int at = Arrays.asList(names).indexOf(wanted.get(i));
      if (at < 0) {
        throw new UserError(
            "data.celeba.attributes: %s has no attribute %s: expected some of %s",
            file.path(), wanted.get(i), String.join(", ", names));
      }
      columns[i] = at + 1;
    }
  }

  private int label(int number, String[] words) {
    if (words.length != width) {
      throw file.wrong(
          number, "%d words: expected a name and %d attributes", words.length, width - 1);
    }
    int label = 0;
    for (int i = 0; i < columns.length; i++) {
      String value = words[columns[i]];
      if (!value.equals("1") && !value.equals("-1")) {
        throw file.wrong(number, "attribute %s is %s: expected 1 or -1", wanted.get(i), value);
      }
      label |= value.equals("1") ? 1 << i : 0;
    }
    return label;
  }
}
