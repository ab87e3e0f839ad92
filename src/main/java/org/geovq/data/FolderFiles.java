package org.geovq.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.geovq.UserError;

/**
 * Images as single files.
 *
 * @param files the data set's directory
 * @param folder within it; empty: all of it
 */
record FolderFiles(FileOpener files, String folder) implements EncodedFiles {
  @Override
  public String path() {
    return folder.isEmpty() ? files.directory() : files.directory() + "/" + folder;
  }

  @Override
  public List<EncodedFile> list() throws IOException {
    int prefix = folder.isEmpty() ? 0 : folder.length() + 1;
    return files.list(folder).stream()
        .filter(file -> EncodedFile.isImage(file.name()))
        .filter(file -> !EncodedFile.isHidden(file.name().substring(prefix)))
        .map(file -> entry(file, file.name().substring(prefix)))
        .toList();
  }

  private EncodedFile entry(StoredFile file, String name) {
    // Refused where it is read, as what is damaged is.
    int bytes = (int) Math.min(file.bytes(), EncodedFile.MAX_BYTES + 1L);
    return new EncodedFile(name, 0, bytes, bytes, false, 0);
  }

  @Override
  public List<StoredFile> stored(List<EncodedFile> images) {
    return images.stream().map(image -> new StoredFile(name(image), image.bytes())).toList();
  }

  private String name(EncodedFile file) {
    return folder.isEmpty() ? file.name() : folder + "/" + file.name();
  }

  @Override
  public Reader open() {
    return new Reader() {
      @Override
      public byte[] read(EncodedFile file) throws IOException {
        return readWhole(file);
      }

      @Override
      public void close() {}
    };
  }

  private byte[] readWhole(EncodedFile file) throws IOException {
    if (file.bytes() > EncodedFile.MAX_BYTES) {
      throw new UnfitImage(
          "%s/%s: expected an image of at most %d bytes",
          path(), file.name(), EncodedFile.MAX_BYTES);
    }
    try (InputStream in = files.open(name(file))) {
      byte[] content = in.readNBytes(file.bytes() + 1);
      if (content.length != file.bytes()) {
        throw new UserError(
            "%s/%s changed while it was read: expected %d bytes",
            path(), file.name(), file.bytes());
      }
      return content;
    }
  }
}
