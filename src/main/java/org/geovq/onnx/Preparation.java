package org.geovq.onnx;

import java.io.Serializable;
import java.util.List;

/**
 * What is done with an image before a network sees it: resized, brought to its channels (grey
 * thrice, or the luma of colours), and normalised to (pixel - mean) / deviation.
 *
 * @param size side to which images are resized; 0: what the network takes, or as they are
 * @param tensorflow1 how a resize counts pixels, see {@link Bilinear}
 * @param mean of pixels in [0, 1]: one number, or one for each channel
 * @param deviation likewise, above 0
 */
public record Preparation(int size, boolean tensorflow1, List<Double> mean, List<Double> deviation)
    implements Serializable {

  static float of(List<Double> values, int channel) {
    return values.get(values.size() == 1 ? 0 : channel).floatValue();
  }
}
