package org.systole.zoo;

import static org.systole.zoo.PublishedFigure.exact;
import static org.systole.zoo.PublishedFigure.rounded;

import java.util.List;

/** The detectors of objects and the networks that label every pixel. */
final class DetectionEntries {
    private static final String SEED_TABLE = "Hotfilter, dissertation, table 2.3";
    private static final String SEED_ROBUSTNESS = "Hotfilter, dissertation, table 6.1";
    private static final String DARKNET = "output of AlexeyAB/darknet, \"Total BFLOPS\"";
    private static final String DARKNET_COUNTS = "two operations a MAC; Darknet adds poolings and sums";
    private static final String KERAS = "summary of a Keras port, \"Trainable params\"";
    private static final String VAINF = "VainF/DeepLabV3Plus-Pytorch README.md@4e1087d";
    private static final String UNNAMED = "FLOPs of an unnamed tool, which seems to add normalizations";
    private static final double GIGA = 1e9;
    private static final double MEGA = 1e6;

    private DetectionEntries() {}

    static List<ZooEntry> all() {
        return List.of(
                yoloV4("yolov4", "YOLOv4 (608×608)", 608)
                        .figure(rounded(Quantity.MACS, 128.459 * GIGA / 2, 0.1 * GIGA, DARKNET)
                                .remark(DARKNET_COUNTS)),
                yoloV4("yolov4-416", "YOLOv4 (416×416)", 416)
                        .figure(rounded(Quantity.MACS, 60.137 * GIGA / 2, 0.1 * GIGA, DARKNET)
                                .remark(DARKNET_COUNTS)),
                yoloV4Tiny(),
                yoloV5s(),
                yolop(),
                uNet(),
                deepLabResNet101(),
                deepLabMobileNet());
    }

    private static ZooEntry yoloV4(String name, String title, int size) {
        return ZooEntry.of(
                        name,
                        title,
                        "Bochkovskiy, Wang and Liao, arXiv 2004.10934; AlexeyAB/darknet cfg/yolov4.cfg",
                        InputSize.image(size, size, 32, 64),
                        options -> Darknet.yoloV4(name, options))
                .figure(exact(Quantity.PARAMETERS, 64_363_101, KERAS))
                .figure(exact(Quantity.CONVOLUTIONS, 110, "AlexeyAB/darknet cfg/yolov4.cfg"));
    }

    private static ZooEntry yoloV4Tiny() {
        return ZooEntry.of(
                        "yolov4-tiny",
                        "YOLOv4-tiny",
                        "Wang, Bochkovskiy and Liao, arXiv 2011.08036; AlexeyAB/darknet cfg/yolov4-tiny.cfg",
                        InputSize.image(416, 416, 32, 64),
                        Darknet::yoloV4Tiny)
                .figure(exact(Quantity.PARAMETERS, 6_056_606, KERAS))
                .figure(rounded(Quantity.MACS, 6.910 * GIGA / 2, 0.01 * GIGA, DARKNET)
                        .remark(DARKNET_COUNTS))
                .figure(exact(Quantity.CONVOLUTIONS, 21, "AlexeyAB/darknet cfg/yolov4-tiny.cfg"));
    }

    private static ZooEntry yoloV5s() {
        return ZooEntry.of(
                        "yolov5s",
                        "YOLOv5s 7.0",
                        "ultralytics/yolov5 models/yolov5s.yaml@v7.0",
                        InputSize.image(640, 640, 32, 64),
                        Yolo::v5s)
                .figure(exact(Quantity.MERGED_PARAMETERS, 7_225_885, "ultralytics/yolov5 7.0, printed model summary"))
                .figure(exact(Quantity.PARAMETERS, 7_235_389, "ultralytics/yolov5 7.0, summary before merging"))
                .figure(rounded(Quantity.MACS, 16.4 * GIGA / 2, 0.1 * GIGA, "ultralytics/yolov5 7.0, model summary")
                        .remark("16.4 GFLOPs, two operations a MAC"))
                .figure(exact(Quantity.CONVOLUTIONS, 60, "ultralytics/yolov5 models/yolov5s.yaml@v7.0"))
                .figure(rounded(Quantity.PARAMETERS, 21.17 * MEGA, 0.01 * MEGA, SEED_TABLE)
                        .contradicted("the table's YOLOv5 is YOLOv5m (21,172,173 parameters)"));
    }

    private static ZooEntry yolop() {
        return ZooEntry.of(
                        "yolop",
                        "YOLOP",
                        "Wu et al., Machine Intelligence Research 19, 2022; hustvl/YOLOP@8d8f68d",
                        InputSize.image(640, 640, 32, 64),
                        Yolo::panoptic)
                .figure(rounded(Quantity.PARAMETERS, 7.94 * MEGA, 0.01 * MEGA, SEED_ROBUSTNESS))
                .figure(rounded(Quantity.PARAMETERS, 7.64 * MEGA, 0.01 * MEGA, SEED_TABLE)
                        .contradicted("table 6.1 of the same document has the published code's 7.94 M"))
                .figure(exact(Quantity.CONVOLUTIONS, 102, SEED_ROBUSTNESS))
                .figure(rounded(Quantity.MACS, 11.56 * GIGA, 0.01 * GIGA, SEED_TABLE)
                        .contradicted("stated with the 7.64 M parameters of another structure")
                        .at(ZooOptions.DEFAULT.withImage(480, 640)));
    }

    private static ZooEntry uNet() {
        return ZooEntry.of(
                        "unet-resnet-18",
                        "U-Net (ResNet-18 encoder)",
                        "Ronneberger et al., MICCAI 2015; itiv-kit/dnn-model-exploration"
                                + " model_explorer/workloads/unet.py@5ddcdc6",
                        InputSize.image(608, 800, 32, 64),
                        Segmentation::uNet)
                .alias("unet")
                .figure(rounded(Quantity.PARAMETERS, 19.46 * MEGA, 0.01 * MEGA, SEED_ROBUSTNESS))
                .figure(exact(Quantity.CONVOLUTIONS, 35, SEED_ROBUSTNESS));
    }

    private static ZooEntry deepLabResNet101() {
        return deepLab("deeplabv3plus-resnet-101", "DeepLabV3+ (ResNet-101)")
                .figure(rounded(Quantity.PARAMETERS, 58.75 * MEGA, 0.01 * MEGA, SEED_ROBUSTNESS))
                .figure(exact(Quantity.CONVOLUTIONS, 113, SEED_ROBUSTNESS))
                .figure(rounded(Quantity.MACS, 83.4 * GIGA, 0.1 * GIGA, VAINF)
                        .within(0.02, "21 classes; " + UNNAMED)
                        .at(ZooOptions.DEFAULT.withImage(513, 513)));
    }

    private static ZooEntry deepLabMobileNet() {
        return deepLab("deeplabv3plus-mobilenet-v2", "DeepLabV3+ (MobileNetV2)")
                .figure(rounded(Quantity.PARAMETERS, 5.23 * MEGA, 0.01 * MEGA, SEED_ROBUSTNESS))
                .figure(exact(Quantity.CONVOLUTIONS, 60, SEED_ROBUSTNESS))
                .figure(rounded(Quantity.MACS, 135 * GIGA, GIGA, VAINF).within(0.02, UNNAMED))
                .figure(rounded(Quantity.MACS, 17.0 * GIGA, 0.1 * GIGA, VAINF)
                        .within(0.02, "21 classes; " + UNNAMED)
                        .at(ZooOptions.DEFAULT.withImage(513, 513)));
    }

    private static ZooEntry deepLab(String name, String title) {
        return ZooEntry.of(
                name,
                title,
                "Chen et al., ECCV 2018, arXiv 1802.02611; VainF/DeepLabV3Plus-Pytorch@4e1087d",
                InputSize.image(1024, 2048, 1, 64),
                name.endsWith("101") ? Segmentation::deepLabResNet101 : Segmentation::deepLabMobileNet);
    }
}
