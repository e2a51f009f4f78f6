package org.systole.data;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.systole.problem.Place;
import org.systole.problem.Problem;
import org.systole.problem.SystoleException;
import org.systole.tensor.DataType;
import org.systole.tensor.Shape;
import org.systole.tensor.Tensor;

/** Pictures in a folder or a zip archive: PNG, JPEG, BMP, GIF; UINT8 height x width x 3 (RGB), or x 1 for palette labels. */
public final class ImageSource implements Source {
    /** The most pixels that a picture may declare; more is refused before memory is taken. */
    static final long MOST_PIXELS = 1L << 28;

    private static final String[] ENDINGS = {".png", ".jpg", ".jpeg", ".bmp", ".gif"};

    private final Entries entries;
    private final List<String> names;
    private final boolean indexed;

    private ImageSource(Entries entries, List<String> names, boolean indexed) {
        this.entries = entries;
        this.names = List.copyOf(names);
        this.indexed = indexed;
    }

    /** Returns all pictures of a folder or archive, sorted by name. */
    public static ImageSource all(Path place) {
        Entries entries = Entries.of(place);
        List<String> names = entries.withEnding(ENDINGS);
        if (names.isEmpty())
            throw new SystoleException(Problem.of(
                    DataProblem.EMPTY,
                    Place.file(place.toString()),
                    "there is no picture in it (.png, .jpg, .bmp, .gif)",
                    "give a folder or zip archive of pictures"));
        return new ImageSource(entries, names, false);
    }

    /** Returns the named pictures of a folder or archive, in this order. */
    public static ImageSource named(Path place, List<String> names) {
        return new ImageSource(Entries.of(place), names, false);
    }

    /** Returns this source with the raw values of palette or gray pictures (label maps): height x width x 1. */
    public ImageSource indexed() {
        return new ImageSource(entries, names, true);
    }

    @Override
    public int count() {
        return names.size();
    }

    @Override
    public String name(int index) {
        return entries.path(names.get(index));
    }

    @Override
    public Tensor sample(int index) {
        BufferedImage image = decode(name(index), entries.read(names.get(index)));
        return indexed ? values(name(index), image.getRaster()) : rgb(image);
    }

    private static BufferedImage decode(String file, byte[] bytes) {
        ImageIO.setUseCache(false);
        try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            var readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) throw Bytes.damaged(file, "is not a PNG, JPEG, BMP or GIF picture");
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                if (pixels > MOST_PIXELS) throw Bytes.damaged(file, "declares " + pixels + " pixels");
                return reader.read(0);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            if (e instanceof SystoleException refused) throw refused;
            throw Bytes.damaged(file, "is a damaged picture: " + e.getMessage());
        }
    }

    private static Tensor rgb(BufferedImage image) {
        int width = image.getWidth(), height = image.getHeight();
        byte[] bytes = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
        int[] row = new int[width];
        int at = 0;
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int pixel : row) {
                bytes[at++] = (byte) (pixel >> 16);
                bytes[at++] = (byte) (pixel >> 8);
                bytes[at++] = (byte) pixel;
            }
        }
        return bytes(Shape.of(height, width, 3), bytes);
    }

    private static Tensor values(String file, Raster raster) {
        if (raster.getNumBands() != 1)
            throw Bytes.unsupported(
                    file,
                    "a label picture must have one channel, found " + raster.getNumBands(),
                    "save the labels as an 8-bit gray or palette PNG");
        int width = raster.getWidth(), height = raster.getHeight();
        int[] samples = raster.getSamples(0, 0, width, height, 0, (int[]) null);
        byte[] bytes = new byte[samples.length];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) samples[i];
        return bytes(Shape.of(height, width, 1), bytes);
    }

    private static Tensor bytes(Shape shape, byte[] bytes) {
        MemorySegment segment = MemorySegment.ofArray(bytes);
        return new Tensor(DataType.UINT8, shape, () -> segment);
    }
}
