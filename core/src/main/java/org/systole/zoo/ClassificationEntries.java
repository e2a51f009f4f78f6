package org.systole.zoo;

import static org.systole.zoo.PublishedFigure.exact;
import static org.systole.zoo.PublishedFigure.rounded;

import java.util.List;
import java.util.function.Function;
import org.systole.graph.Graph;

/** The classifiers of images. */
final class ClassificationEntries {
    private static final String TORCHVISION = "pytorch/vision torchvision/models, weights' metadata (num_params, _ops)";
    private static final String SEED_TABLE = "Hotfilter, dissertation, table 2.3";
    private static final String SEED_SURVEY = "Hotfilter, dissertation, table 2.4";
    private static final double GIGA = 1e9;
    private static final double MEGA = 1e6;
    private static final InputSize IMAGENET = InputSize.fixedImage(224, 224);
    /** Networks that end in a mean over the image take any size that survives five halvings. */
    private static final InputSize ANY_IMAGE = InputSize.image(224, 224, 1, 32);

    private ClassificationEntries() {}

    static List<ZooEntry> all() {
        return List.of(
                leNet5(),
                alexNet(),
                alexNetGrouped(),
                vgg16(),
                googLeNet(),
                googLeNet2014(),
                squeezeNet10(),
                squeezeNet11(),
                resNet18(),
                resNet34(),
                resNet50(),
                resNet50v1(),
                resNet101(),
                mobileNetV1(),
                mobileNetV2(),
                efficientNetB0(),
                proxylessMobile(),
                tinyDarknet());
    }

    private static ZooEntry leNet5() {
        return ZooEntry.of(
                        "lenet-5",
                        "LeNet-5 (32×32, tanh, full C3)",
                        "LeCun et al., Proc. IEEE 86(11), 1998; C3 joined to all maps as in today's implementations",
                        InputSize.fixedImage(32, 32),
                        Classics::leNet5)
                .alias("lenet")
                .figure(exact(Quantity.PARAMETERS, 60_000, "LeCun et al. 1998, section II.B (trainable parameters)")
                        .contradicted("C3 of 1998 joins 10 of 16 maps to some inputs only: 1,516 instead of 2,416"
                                + " parameters; its output layer has fixed weights"))
                .figure(rounded(Quantity.PARAMETERS, 0.06 * MEGA, 0.01 * MEGA, SEED_TABLE))
                .figure(rounded(Quantity.MACS, 0.42 * MEGA, 0.01 * MEGA, SEED_TABLE)
                        .remark("the column says GFLOP; for LeNet it is 10⁶ MACs"));
    }

    private static ZooEntry alexNet() {
        return ZooEntry.of(
                        "alexnet",
                        "AlexNet (one column, torchvision)",
                        "Krizhevsky, arXiv 1404.5997; pytorch/vision torchvision/models/alexnet.py",
                        IMAGENET,
                        Classics::alexNet)
                .figure(exact(Quantity.PARAMETERS, 61_100_840, TORCHVISION))
                .figure(rounded(Quantity.MACS, 0.714 * GIGA, 0.001 * GIGA, TORCHVISION))
                .figure(rounded(Quantity.MACS, 0.71 * GIGA, 0.01 * GIGA, SEED_TABLE));
    }

    private static ZooEntry alexNetGrouped() {
        return ZooEntry.of(
                        "alexnet-grouped",
                        "AlexNet (two groups, 227×227, 2012)",
                        "Krizhevsky, Sutskever and Hinton, NIPS 2012",
                        InputSize.fixedImage(227, 227),
                        Classics::alexNetGrouped)
                .alias("alexnet-2012", "alexnet-227")
                .figure(rounded(Quantity.PARAMETERS, 60 * MEGA, 2 * MEGA, "Krizhevsky et al. 2012, abstract")
                        .remark("\"60 million parameters\""))
                .figure(rounded(Quantity.CONVOLUTION_MACS, 666 * MEGA, MEGA, SEED_SURVEY))
                .figure(rounded(Quantity.CONVOLUTION_WEIGHTS, 2.3 * MEGA, 0.1 * MEGA, SEED_SURVEY))
                .figure(rounded(Quantity.DENSE_MACS, 58.6 * MEGA, 0.1 * MEGA, SEED_SURVEY))
                .figure(exact(Quantity.CONVOLUTIONS, 5, SEED_SURVEY))
                .figure(exact(Quantity.DENSE_LAYERS, 3, SEED_SURVEY));
    }

    private static ZooEntry vgg16() {
        return ZooEntry.of(
                        "vgg-16",
                        "VGG-16 (configuration D)",
                        "Simonyan and Zisserman, ICLR 2015, arXiv 1409.1556, table 1",
                        IMAGENET,
                        Classics::vgg16)
                .figure(exact(Quantity.PARAMETERS, 138_357_544, TORCHVISION))
                .figure(rounded(Quantity.MACS, 15.47 * GIGA, 0.01 * GIGA, TORCHVISION))
                .figure(rounded(Quantity.MACS, 15.48 * GIGA, 0.01 * GIGA, SEED_TABLE)
                        .within(0.001, "torchinfo counts the additions of biases"))
                .figure(rounded(Quantity.CONVOLUTION_MACS, 15.3 * GIGA, 0.1 * GIGA, SEED_SURVEY))
                .figure(rounded(Quantity.CONVOLUTION_WEIGHTS, 14.7 * MEGA, 0.1 * MEGA, SEED_SURVEY))
                .figure(exact(Quantity.CONVOLUTIONS, 13, SEED_SURVEY))
                .figure(rounded(Quantity.DENSE_MACS, 124 * MEGA, MEGA, SEED_SURVEY));
    }

    private static ZooEntry googLeNet() {
        return ZooEntry.of(
                        "googlenet",
                        "GoogLeNet (torchvision: normalized, 3×3 in place of 5×5)",
                        "Szegedy et al., CVPR 2015; pytorch/vision torchvision/models/googlenet.py",
                        ANY_IMAGE,
                        options -> Inception.googLeNet("googlenet", false, options))
                .alias("inception-v1")
                .figure(exact(Quantity.PARAMETERS, 6_624_904, TORCHVISION))
                .figure(rounded(Quantity.MACS, 1.498 * GIGA, 0.001 * GIGA, TORCHVISION))
                .figure(rounded(Quantity.MACS, 1.5 * GIGA, 0.01 * GIGA, SEED_TABLE))
                .figure(rounded(Quantity.PARAMETERS, 13 * MEGA, 0.01 * MEGA, SEED_TABLE)
                        .contradicted("counts both auxiliary classifiers, which only training uses"));
    }

    private static ZooEntry googLeNet2014() {
        return ZooEntry.of(
                        "googlenet-2014",
                        "GoogLeNet (as published)",
                        "Szegedy et al., CVPR 2015, arXiv 1409.4842, table 1",
                        ANY_IMAGE,
                        options -> Inception.googLeNet("googlenet-2014", true, options))
                .figure(exact(Quantity.CONVOLUTIONS, 57, SEED_SURVEY))
                .figure(rounded(Quantity.CONVOLUTION_WEIGHTS, 6.0 * MEGA, 0.1 * MEGA, SEED_SURVEY))
                .figure(rounded(Quantity.CONVOLUTION_MACS, 1.43 * GIGA, 0.01 * GIGA, SEED_SURVEY)
                        .contradicted("the layers of the paper's table 1 need 1.58 G, with the 57 convolutions and the"
                                + " 6.0 M weights that the same survey states; the table's own column of operations"
                                + " sums to 1.50 G because it has 34 M for the first layer, which needs 118 M"));
    }

    private static ZooEntry squeezeNet10() {
        return squeezeNet("squeezenet-1.0", "SqueezeNet 1.0", Inception::squeezeNet10)
                .alias("squeezenet")
                .figure(exact(Quantity.PARAMETERS, 1_248_424, TORCHVISION))
                .figure(rounded(Quantity.MACS, 0.819 * GIGA, 0.001 * GIGA, TORCHVISION))
                .figure(rounded(Quantity.MACS, 0.82 * GIGA, 0.01 * GIGA, SEED_TABLE))
                .figure(rounded(Quantity.PARAMETERS, 1.25 * MEGA, 0.01 * MEGA, SEED_TABLE));
    }

    private static ZooEntry squeezeNet11() {
        return squeezeNet("squeezenet-1.1", "SqueezeNet 1.1", Inception::squeezeNet11)
                .figure(exact(Quantity.PARAMETERS, 1_235_496, TORCHVISION))
                .figure(rounded(Quantity.MACS, 0.349 * GIGA, 0.001 * GIGA, TORCHVISION));
    }

    private static ZooEntry squeezeNet(String name, String title, Function<ZooOptions, Graph> builder) {
        String source = "Iandola et al., arXiv 1602.07360; pytorch/vision torchvision/models/squeezenet.py";
        return ZooEntry.of(name, title, source, InputSize.image(224, 224, 1, 64), builder);
    }

    private static ZooEntry tinyDarknet() {
        String page = "pjreddie.com/darknet/tiny-darknet";
        return ZooEntry.of(
                        "tiny-darknet",
                        "Tiny-Darknet",
                        "Redmon, " + page + "; pjreddie/darknet cfg/tiny.cfg",
                        InputSize.image(224, 224, 1, 32),
                        Darknet::tiny)
                .figure(rounded(Quantity.MACS, 0.98 * GIGA / 2, 0.01 * GIGA, page)
                        .remark("0.98 Bn operations, two a MAC"))
                .figure(exact(Quantity.CONVOLUTIONS, 16, "Hotfilter, dissertation, section 4.5.1"));
    }

    private static ZooEntry resNet18() {
        return resNet("resnet-18", "ResNet-18", ResNet.RESNET_18)
                .alias("resnet18")
                .figure(exact(Quantity.PARAMETERS, 11_689_512, TORCHVISION))
                .figure(rounded(Quantity.MACS, 1.814 * GIGA, 0.001 * GIGA, TORCHVISION));
    }

    private static ZooEntry resNet34() {
        return resNet("resnet-34", "ResNet-34", ResNet.RESNET_34)
                .figure(exact(Quantity.PARAMETERS, 21_797_672, TORCHVISION))
                .figure(rounded(Quantity.MACS, 3.664 * GIGA, 0.001 * GIGA, TORCHVISION));
    }

    private static ZooEntry resNet50() {
        return resNet("resnet-50", "ResNet-50 v1.5 (stride in the 3×3)", ResNet.RESNET_50)
                .alias("resnet-50-v1.5")
                .figure(exact(Quantity.PARAMETERS, 25_557_032, TORCHVISION))
                .figure(rounded(Quantity.MACS, 4.089 * GIGA, 0.001 * GIGA, TORCHVISION))
                .figure(rounded(Quantity.MACS, 4.09 * GIGA, 0.01 * GIGA, SEED_TABLE))
                .figure(exact(Quantity.CONVOLUTIONS, 53, SEED_SURVEY))
                .figure(rounded(Quantity.CONVOLUTION_WEIGHTS, 23.5 * MEGA, 0.1 * MEGA, SEED_SURVEY));
    }

    private static ZooEntry resNet50v1() {
        return resNet("resnet-50-v1", "ResNet-50 v1 (stride in the first 1×1)", ResNet.RESNET_50.asPublished())
                .figure(exact(Quantity.PARAMETERS, 25_557_032, TORCHVISION)
                        .remark("of v1.5; moving the stride changes no weight"))
                .figure(rounded(Quantity.MACS, 3.8 * GIGA, 0.2 * GIGA, "He et al., arXiv 1512.03385, table 1")
                        .remark("\"3.8×10⁹ FLOPs (multiply-adds)\""))
                .figure(rounded(Quantity.CONVOLUTION_MACS, 3.86 * GIGA, 0.01 * GIGA, SEED_SURVEY));
    }

    private static ZooEntry resNet101() {
        return resNet("resnet-101", "ResNet-101 v1.5", ResNet.RESNET_101)
                .figure(exact(Quantity.PARAMETERS, 44_549_160, TORCHVISION))
                .figure(rounded(Quantity.MACS, 7.801 * GIGA, 0.001 * GIGA, TORCHVISION));
    }

    private static ZooEntry resNet(String name, String title, ResNet.Plan plan) {
        String source = "He et al., CVPR 2016, arXiv 1512.03385, table 1; pytorch/vision torchvision/models/resnet.py";
        return ZooEntry.of(name, title, source, ANY_IMAGE, options -> ResNet.classifier(name, plan, options));
    }

    private static ZooEntry mobileNetV1() {
        return ZooEntry.of(
                        "mobilenet-v1",
                        "MobileNetV1 1.0",
                        "Howard et al., arXiv 1704.04861, table 1",
                        ANY_IMAGE,
                        MobileNet::v1)
                .alias("mobilenet")
                .figure(exact(Quantity.PARAMETERS, 4_231_976, "Keras applications: 4,253,864, less 21,888 statistics"))
                .figure(rounded(Quantity.PARAMETERS, 4.2 * MEGA, 0.1 * MEGA, "Howard et al., table 8"))
                .figure(rounded(Quantity.MACS, 569 * MEGA, MEGA, "Howard et al., table 8"));
    }

    private static ZooEntry mobileNetV2() {
        return ZooEntry.of(
                        "mobilenet-v2",
                        "MobileNetV2 1.0",
                        "Sandler et al., CVPR 2018, arXiv 1801.04381, table 2",
                        ANY_IMAGE,
                        MobileNet::v2)
                .figure(exact(Quantity.PARAMETERS, 3_504_872, TORCHVISION))
                .figure(rounded(Quantity.MACS, 0.301 * GIGA, 0.001 * GIGA, TORCHVISION))
                .figure(rounded(Quantity.MACS, 300 * MEGA, 10 * MEGA, "Sandler et al., table 4"))
                .figure(rounded(Quantity.PARAMETERS, 3.5 * MEGA, 0.01 * MEGA, SEED_TABLE))
                .figure(rounded(Quantity.MACS, 0.3 * GIGA, 0.01 * GIGA, SEED_TABLE));
    }

    private static ZooEntry efficientNetB0() {
        return ZooEntry.of(
                        "efficientnet-b0",
                        "EfficientNet-B0",
                        "Tan and Le, ICML 2019, arXiv 1905.11946, table 1",
                        ANY_IMAGE,
                        MobileNet::efficientNetB0)
                .figure(exact(Quantity.PARAMETERS, 5_288_548, TORCHVISION))
                .figure(rounded(Quantity.MACS, 0.386 * GIGA, 0.001 * GIGA, TORCHVISION))
                .figure(rounded(Quantity.MACS, 0.39 * GIGA, 0.01 * GIGA, "Tan and Le, table 2"));
    }

    private static ZooEntry proxylessMobile() {
        return ZooEntry.of(
                        "proxylessnas-mobile",
                        "ProxylessNAS (mobile)",
                        "Cai, Zhu and Han, ICLR 2019, arXiv 1812.00332",
                        ANY_IMAGE,
                        MobileNet::proxylessMobile)
                .alias("proxylessnas")
                .figure(exact(
                        Quantity.PARAMETERS, 4_080_512, "osmr/imgclsmob pytorch/pytorchcv/models/proxylessnas.py"))
                .figure(rounded(
                        Quantity.MACS,
                        320.4 * MEGA,
                        0.1 * MEGA,
                        "mit-han-lab/proxylessnas logs/imagenet_mobile_log.txt@bf58b5c"));
    }
}
