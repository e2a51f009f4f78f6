package org.systole.quantize;

import java.util.Arrays;
import org.systole.tensor.Shape;
import org.systole.tensor.Window;

/** The input elements that a pooling window covers, padding left out; maps are N x C x H x W. */
record Taps(Window window, int kernelY, int kernelX, Shape input, Shape output) {
    /** Returns the indices of the elements under the window of one output. */
    int[] of(int result) {
        int ox = result % output.extent(3), oy = result / output.extent(3) % output.extent(2);
        int plane = result / (output.extent(3) * output.extent(2));
        int height = input.extent(2), width = input.extent(3), count = 0;
        int[] indices = new int[kernelY * kernelX];
        for (int i = 0; i < kernelY; i++)
            for (int j = 0; j < kernelX; j++) {
                int iy = oy * window.strideY() + i * window.dilationY() - window.padTop();
                int ix = ox * window.strideX() + j * window.dilationX() - window.padLeft();
                if (iy >= 0 && ix >= 0 && iy < height && ix < width)
                    indices[count++] = (plane * height + iy) * width + ix;
            }
        return Arrays.copyOf(indices, count);
    }
}
