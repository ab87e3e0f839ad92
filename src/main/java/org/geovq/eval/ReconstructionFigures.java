package org.geovq.eval;

import java.io.Serializable;

/**
 * How well images are reconstructed: each figure per image, then averaged over the images.
 *
 * @param mse mean squared error of values in [0, 1]; lower is better
 * @param l1 mean absolute error; lower is better
 * @param psnrDb peak signal-to-noise ratio in dB, at most 100 per image; higher is better
 * @param ssim structural similarity, at most 1; higher is better
 * @param lpips distance by a perceptual network, lower is better; NaN where none was asked
 */
public record ReconstructionFigures(double mse, double l1, double psnrDb, double ssim, double lpips)
    implements Serializable {}
