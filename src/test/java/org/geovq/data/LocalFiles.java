package org.geovq.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** A directory on this machine. */
record LocalFiles(String directory) implements FileOpener {
  @Override
  public OptionalLong size(String name) throws IOException {
    Path file = Path.of(directory, name);
    return Files.exists(file) ? OptionalLong.of(Files.size(file)) : OptionalLong.empty();
  }

  @Override
  public InputStream open(String name, long from) throws IOException {
    SeekableByteChannel channel = Files.newByteChannel(Path.of(directory, name));
    return Channels.newInputStream(channel.position(from));
  }

  @Override
  public List<StoredFile> list(String folder) throws IOException {
    Path root = Path.of(directory);
    if (!Files.isDirectory(root.resolve(folder))) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root.resolve(folder))) {
      return files.filter(Files::isRegularFile).sorted().map(file -> stored(root, file)).toList();
    }
  }

  private static StoredFile stored(Path root, Path file) {
    try {
      return new StoredFile(root.relativize(file).toString(), Files.size(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
