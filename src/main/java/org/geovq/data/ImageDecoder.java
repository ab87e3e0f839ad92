package org.geovq.data;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import org.geovq.UserError;

/**
 * Decodes JPEG (baseline and progressive, grey and colour) and PNG (all kinds). Colour profiles and
 * the orientation that a camera noted are ignored, alpha is dropped, of 16 bits a sample the upper
 * 8 count. Not for several threads at once.
 */
final class ImageDecoder implements Closeable {
  /** Most pixels of an image. */
  static final int MAX_PIXELS = 1 << 25;

  private final Map<String, ImageReader> readers = new HashMap<>();

  /** Which part of an image is wanted. */
  @FunctionalInterface
  interface Crop {
    /** Within an image of that size. */
    Rectangle of(int height, int width);
  }

  /**
   * Decodes a part of a file. Of a JPEG, what lies below that part is not decoded.
   *
   * @param path as a user should read it
   * @throws UnfitImage where it is neither of the two, damaged, cut off, too large or of a kind
   *     that is not read
   */
  Bitmap decode(String path, byte[] file, Crop crop) {
    try {
      byte[] stream = stream(file);
      return pixels(JpegFile.is(file) ? "jpeg" : "png", stream, crop);
    } catch (UserError e) {
      throw e;
    } catch (UnreadableImage e) {
      throw new UnfitImage("%s: %s", path, Printable.of(e.getMessage()));
    } catch (IOException | RuntimeException e) {
      // The readers of the JDK throw many kinds of exception on what is damaged.
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new UnfitImage("%s: the image is damaged (%s)", path, Printable.of(why));
    }
  }

  private static byte[] stream(byte[] file) throws UnreadableImage {
    if (JpegFile.is(file)) {
      return new JpegFile(file).stream();
    }
    if (PngFile.is(file)) {
      return new PngFile(file).stream();
    }
    throw new UnreadableImage("expected a JPEG or PNG image");
  }

  /** Refuses dimensions before anything is allocated by them. */
  static void requireSize(long height, long width) throws UnreadableImage {
    if (height < 1 || width < 1 || height > MAX_PIXELS / width) {
      throw new UnreadableImage(
          "the image announces %d x %d pixels: expected 1 to %,d in all",
          height, width, MAX_PIXELS);
    }
  }

  private Bitmap pixels(String format, byte[] stream, Crop crop) throws IOException {
    ImageReader reader =
        readers.computeIfAbsent(format, name -> ImageIO.getImageReadersByFormatName(name).next());
    DecoderWarnings warnings = new DecoderWarnings();
    reader.addIIOReadWarningListener(warnings);
    try {
      reader.setInput(new ByteArrayImageInput(stream), true, true);
      ImageReadParam part = reader.getDefaultReadParam();
      part.setSourceRegion(crop.of(reader.getHeight(0), reader.getWidth(0)));
      BufferedImage image = reader.read(0, part);
      warnings.throwIfDamaged();
      return bitmap(image);
    } finally {
      reader.reset();
    }
  }

  private static Bitmap bitmap(BufferedImage image) {
    Raster raster = image.getRaster();
    boolean interleaved =
        raster.getSampleModel() instanceof PixelInterleavedSampleModel
            && raster.getDataBuffer() instanceof DataBufferByte
            && !(image.getColorModel() instanceof IndexColorModel);
    return interleaved ? fromBytes(raster) : fromSamples(image);
  }

  /** The usual kind: 8 bits a sample, channels side by side. */
  private static Bitmap fromBytes(Raster raster) {
    PixelInterleavedSampleModel model = (PixelInterleavedSampleModel) raster.getSampleModel();
    byte[] data = ((DataBufferByte) raster.getDataBuffer()).getData();
    int channels = raster.getNumBands() < 3 ? 1 : 3;
    int width = raster.getWidth();
    int step = model.getPixelStride();
    int[] bands = model.getBandOffsets();
    byte[] samples = new byte[raster.getHeight() * width * channels];
    for (int c = 0; c < channels; c++) {
      int to = c;
      for (int row = 0; row < raster.getHeight(); row++) {
        int from = row * model.getScanlineStride() + bands[c];
        for (int column = 0; column < width; column++, from += step, to += channels) {
          samples[to] = data[from];
        }
      }
    }
    return new Bitmap(raster.getHeight(), width, channels, samples);
  }

  /** Palettes and 16 bits a sample. */
  private static Bitmap fromSamples(BufferedImage image) {
    Raster raster = image.getRaster();
    IndexColorModel palette = image.getColorModel() instanceof IndexColorModel index ? index : null;
    int bands = raster.getNumBands();
    int channels = palette == null && bands < 3 ? 1 : 3;
    int shift = palette == null ? Math.max(0, raster.getSampleModel().getSampleSize(0) - 8) : 0;
    byte[] samples = new byte[image.getHeight() * image.getWidth() * channels];
    int[] line = new int[image.getWidth() * bands];
    int to = 0;
    for (int row = 0; row < image.getHeight(); row++) {
      raster.getPixels(0, row, image.getWidth(), 1, line);
      for (int from = 0; from < line.length; from += bands) {
        if (palette != null) {
          samples[to++] = (byte) palette.getRed(line[from]);
          samples[to++] = (byte) palette.getGreen(line[from]);
          samples[to++] = (byte) palette.getBlue(line[from]);
        } else {
          for (int c = 0; c < channels; c++) {
            samples[to++] = (byte) (line[from + c] >> shift);
          }
        }
      }
    }
    return new Bitmap(image.getHeight(), image.getWidth(), channels, samples);
  }

  @Override
  public void close() {
    readers.values().forEach(ImageReader::dispose);
    readers.clear();
  }
}
