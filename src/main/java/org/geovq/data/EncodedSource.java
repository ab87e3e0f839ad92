package org.geovq.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.geovq.UserError;

/**
 * JPEG and PNG images out of a folder or an archive, all brought to one shape. The process that
 * cuts it into parts holds the names of all images; one that reads a part, those of the part and
 * one image.
 */
public final class EncodedSource implements ImageSource {
  private final EncodedFiles files;
  private final Preparation preparation;
  private final List<EncodedImage> images;
  private final List<StoredFile> stored;
  private final List<Remark> remarks;
  private final List<String> classes;
  private final Map<Split, Long> counts = new EnumMap<>(Split.class);

  EncodedSource(
      EncodedFiles files,
      Preparation preparation,
      List<EncodedImage> images,
      List<StoredFile> stored,
      List<Remark> remarks,
      List<String> classes) {
    this.files = files;
    this.preparation = preparation;
    this.images = new ArrayList<>(images);
    this.stored = List.copyOf(stored);
    this.remarks = List.copyOf(remarks);
    this.classes = List.copyOf(classes);
    // The order in which an archive is read fastest; of single files, that of their names.
    this.images.sort(
        Comparator.comparingLong((EncodedImage image) -> image.file().offset())
            .thenComparingLong(EncodedImage::id));
    images.forEach(image -> counts.merge(image.split(), 1L, Long::sum));
  }

  @Override
  public ImageShape shape() {
    return preparation.shape();
  }

  @Override
  public long count(Split split) {
    return counts.getOrDefault(split, 0L);
  }

  @Override
  public boolean labelled() {
    return images.stream().allMatch(image -> image.label() >= 0);
  }

  @Override
  public List<StoredFile> files() {
    return stored;
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public List<Remark> remarks() {
    return remarks;
  }

  @Override
  public List<ImagePart> parts(int wanted) {
    List<ImagePart> parts = new ArrayList<>();
    for (Cut.Range range : Cut.evenly(images.size(), wanted)) {
      List<EncodedImage> part = images.subList((int) range.from(), (int) range.to());
      parts.add(new Part(files, preparation, new ArrayList<>(part)));
    }
    return parts;
  }

  private record Part(EncodedFiles files, Preparation preparation, ArrayList<EncodedImage> images)
      implements ImagePart {
    @Override
    public ImageStream open() {
      return new Images(this);
    }
  }

  private static final class Images implements ImageStream {
    private final Part part;
    private final EncodedFiles.Reader reader;
    private final SquareImages squares;
    private int next;

    Images(Part part) {
      this.part = part;
      reader = part.files().open();
      squares = new SquareImages(part.preparation());
    }

    @Override
    public boolean hasNext() {
      return next < part.images().size();
    }

    @Override
    public LabelledImage next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      try {
        return read(part.images().get(next++));
      } catch (UnfitImage e) {
        // Whoever can do without the image goes on.
        if (!hasNext()) {
          close();
        }
        throw e;
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }

    private LabelledImage read(EncodedImage image) {
      String path = part.files().path() + "/" + image.file().name();
      byte[] pixels = squares.of(path, content(path, image.file()));
      if (!hasNext()) {
        close();
      }
      return new LabelledImage(image.id(), image.split(), image.label(), pixels);
    }

    private byte[] content(String path, EncodedFile file) {
      try {
        return reader.read(file);
      } catch (IOException e) {
        throw new UncheckedIOException(path + " cannot be read", e);
      }
    }

    @Override
    public String file() {
      return part.images().get(next - 1).file().name();
    }

    @Override
    public void close() {
      squares.close();
      try {
        reader.close();
      } catch (IOException e) {
        throw new UncheckedIOException(part.files().path() + " cannot be closed", e);
      }
    }
  }

  /** The image files of a folder or an archive. */
  static List<EncodedFile> list(EncodedFiles files) {
    List<EncodedFile> list;
    try {
      list = files.list();
    } catch (IOException e) {
      throw new UncheckedIOException(files.path() + " cannot be read", e);
    }
    if (list.isEmpty()) {
      throw new UserError(
          "data.dir: %s holds no image: expected files ending in .jpg, .jpeg or .png",
          files.path());
    }
    return list;
  }
}
