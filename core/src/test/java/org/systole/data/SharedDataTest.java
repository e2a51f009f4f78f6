package org.systole.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.systole.house.Shared;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** The readers on the real data sets, against figures that their README states. */
class SharedDataTest {
    @Test
    void readsArraysAndIdx() {
        Tensor images = Npy.read(Shared.path("data/cifar10/test2000_images_u8_nhwc.npy"));
        assertEquals(Shape.of(2000, 32, 32, 3), images.shape());
        Labels labels = Labels.of("labels", Npy.read(Shared.path("data/cifar10/test2000_labels.npy")));
        // the order of the CIFAR-10 test batch
        assertArrayEquals(new int[] {3, 8, 8, 0, 6, 6, 1, 6}, java.util.Arrays.copyOf(labels.classes(), 8));
        Tensor mnist = Idx.read(Shared.path("data/mnist/t10k-images-idx3-ubyte.gz"));
        assertEquals(Shape.of(10_000, 28, 28), mnist.shape());
        Labels digits = Labels.of("labels", Idx.read(Shared.path("data/mnist/t10k-labels-idx1-ubyte.gz")));
        assertArrayEquals(new int[] {7, 2, 1, 0, 4}, java.util.Arrays.copyOf(digits.classes(), 5));
    }

    @Test
    void readsPicturesByTheirLabels() {
        Labels labels = Labels.csv(Shared.path("data/vww01/labels.csv"), "file", "person");
        assertEquals(1000, labels.classes().length);
        assertEquals(500, java.util.Arrays.stream(labels.classes()).sum());
        ImageSource pictures = ImageSource.named(Shared.path("data/vww01/images_96x96_jpg.zip"), labels.files());
        assertEquals(Shape.of(96, 96, 3), pictures.sample(0).shape());
        assertEquals(
                400,
                ImageSource.all(Shared.path("data/imagenet_sample/images_256x256_jpg.zip"))
                        .count());
    }

    @Test
    void labelPicturesKeepTheirValues() {
        ImageSource maps = ImageSource.all(Shared.path("data/camvid/annot_480x360_png.zip"))
                .indexed();
        assertEquals(20, maps.count());
        Tensor map = maps.sample(0);
        assertEquals(Shape.of(360, 480, 1), map.shape());
        for (long i = 0; i < map.elements(); i++) assertTrue(map.integer(i) <= 11, "classes 0 to 11");
    }

    @Test
    void logMelFeaturesEqualThoseOfTheRecipe() {
        WavSource sounds = new WavSource(Shared.path("data/fsdd/wav_test300.zip"), List.of(), 8000);
        Tensor expected = Npy.read(Shared.path("data/fsdd/logmel_test300_f32_61x32.npy"));
        assertEquals(300, sounds.count());
        var features = new MelFeatures(8000, 256, 128, 256, 32, 80, 3800, 1e-6, 0);
        // mean and deviation of norm_mean_std.txt
        var prepare = new Preparation(List.of(
                new Preparation.CenterFit(8000),
                new Preparation.Spectrum(features),
                new Preparation.Normalize(new float[] {-9.765080f}, new float[] {1 / 5.105198f})));
        for (int i = 0; i < 300; i += 37) {
            Tensor ours = prepare.apply(sounds.sample(i));
            assertEquals(Shape.of(61, 32), ours.shape());
            for (int e = 0; e < 61 * 32; e++)
                assertEquals(expected.real(i * 61L * 32 + e), ours.real(e), 2e-4, sounds.name(i) + " element " + e);
        }
    }
}
