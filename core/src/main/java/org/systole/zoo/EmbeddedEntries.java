package org.systole.zoo;

import static org.systole.zoo.PublishedFigure.exact;
import static org.systole.zoo.PublishedFigure.rounded;

import java.util.List;

/** Networks for microcontrollers: images, keywords, voices, sounds and arcs; and the encoders of text. */
final class EmbeddedEntries {
    private static final String MLPERF = "Banbury et al., arXiv 2106.07597; mlcommons/tiny benchmark/training@1afd2c9";
    private static final String KERAS = "Keras' count of the model in mlcommons/tiny benchmark/training@1afd2c9";
    private static final String IMEC = "Debacker (imec), \"Semiconductor technologies for energy-efficient"
            + " intelligence\", slide on training with ACiM imperfections";
    private static final double GIGA = 1e9;
    private static final double MEGA = 1e6;
    private static final double KILO = 1e3;

    private EmbeddedEntries() {}

    static List<ZooEntry> all() {
        return List.of(
                resNet8(),
                resNet20(),
                dsCnn(),
                visualWakeWords(),
                autoencoder(),
                keywordCnn(),
                keywordLstm(),
                keywordResNet(),
                voiceActivity(),
                arcDetection(),
                bert(),
                miniLm6(),
                miniLm12());
    }

    private static ZooEntry resNet8() {
        return ZooEntry.of(
                        "resnet-8",
                        "ResNet-8 (MLPerf Tiny image classification)",
                        MLPERF + "/image_classification/keras_model.py",
                        InputSize.image(32, 32, 1, 8),
                        TinyNetworks::resNet8)
                .alias("mlperf-tiny-ic")
                .figure(exact(Quantity.STORED_PARAMETERS, 78_666, KERAS));
    }

    private static ZooEntry resNet20() {
        return ZooEntry.of(
                        "resnet-20",
                        "ResNet-20 (CIFAR-10)",
                        "He et al., CVPR 2016, arXiv 1512.03385, section 4.2; akamaster/pytorch_resnet_cifar10@d5489e8",
                        InputSize.image(32, 32, 4, 8),
                        TinyNetworks::resNet20)
                .figure(rounded(Quantity.PARAMETERS, 0.27 * MEGA, 0.01 * MEGA, "He et al., table 6"));
    }

    private static ZooEntry dsCnn() {
        return ZooEntry.of(
                        "ds-cnn",
                        "DS-CNN (MLPerf Tiny keyword spotting)",
                        MLPERF + "/keyword_spotting/keras_model.py",
                        InputSize.fixedImage(49, 10),
                        TinyNetworks::dsCnn)
                .alias("mlperf-tiny-kws")
                .figure(exact(Quantity.STORED_PARAMETERS, 24_908, KERAS));
    }

    private static ZooEntry visualWakeWords() {
        return ZooEntry.of(
                        "mobilenet-v1-0.25-vww",
                        "MobileNetV1 0.25 (MLPerf Tiny visual wake words)",
                        MLPERF + "/visual_wake_words/vww_model.py",
                        InputSize.image(96, 96, 1, 32),
                        TinyNetworks::visualWakeWords)
                .alias("mlperf-tiny-vww")
                .figure(exact(Quantity.STORED_PARAMETERS, 221_794, KERAS));
    }

    private static ZooEntry autoencoder() {
        return ZooEntry.of(
                        "anomaly-autoencoder",
                        "Autoencoder (MLPerf Tiny anomaly detection)",
                        MLPERF + "/anomaly_detection/keras_model.py",
                        new InputSize(0, 0, 0, 0, 0, 0),
                        TinyNetworks::autoencoder)
                .alias("mlperf-tiny-ad")
                .figure(exact(Quantity.STORED_PARAMETERS, 269_992, KERAS));
    }

    private static ZooEntry keywordCnn() {
        return ZooEntry.of(
                        "kws-cnn",
                        "Keyword spotting, dilated convolutions (imec)",
                        IMEC,
                        InputSize.sequence(99, 89, 10_000),
                        Speech::convolutional)
                .figure(rounded(Quantity.CONVOLUTION_WEIGHTS, 50 * KILO, KILO, IMEC)
                        .remark("49,950: the dense layers are not counted"))
                .figure(rounded(Quantity.CONVOLUTION_MACS, 3.5 * MEGA, 0.1 * MEGA, IMEC)
                        .remark("3,481,650: no padding, 99 frames"))
                .figure(exact(Quantity.CONVOLUTIONS, 7, IMEC));
    }

    private static ZooEntry keywordLstm() {
        return ZooEntry.of(
                        "kws-lstm",
                        "Keyword spotting, LSTM (imec)",
                        IMEC,
                        InputSize.sequence(99, 1, 10_000),
                        Speech::recurrent)
                .figure(exact(Quantity.RECURRENT_WEIGHTS, 800_000, IMEC))
                .figure(exact(Quantity.RECURRENT_MACS, 79_200_000, IMEC));
    }

    private static ZooEntry keywordResNet() {
        return ZooEntry.of(
                        "kws-resnet-15",
                        "Keyword spotting, ResNet-15",
                        "Tang and Lin, ICASSP 2018, arXiv 1710.10361; castorini/honk utils/model.py@c3aae75",
                        InputSize.image(101, 40, 1, 8),
                        Speech::resNet15)
                .figure(exact(Quantity.CONVOLUTIONS, 14, "castorini/honk utils/model.py@c3aae75"))
                .figure(rounded(Quantity.PARAMETERS, 238 * KILO, KILO, "Tang and Lin, table 1; " + IMEC)
                        .remark("without the output layer's 12 biases: 237,870"))
                .figure(rounded(Quantity.MACS, 894 * MEGA, MEGA, "Tang and Lin, table 1; " + IMEC)
                        .contradicted("every layer of the published code keeps 101×40 positions; 894 M are 3,767"
                                + " positions a layer, for which we found no convention"));
    }

    private static ZooEntry voiceActivity() {
        String source = "Mateu et al. (Fraunhofer), EAI workshop, Milan 2022, slides on hardware-aware training";
        return ZooEntry.of(
                        "voice-activity",
                        "Voice activity detector (Fraunhofer's layers, our widths)",
                        source,
                        InputSize.fixedImage(32, 32),
                        TinyNetworks::voiceActivity)
                .alias("vad")
                .figure(exact(Quantity.CONVOLUTIONS, 5, source))
                .figure(exact(Quantity.DENSE_LAYERS, 2, source));
    }

    private static ZooEntry arcDetection() {
        String source = "VEDLIoT deliverable D3.4, section 3.3.1";
        return ZooEntry.of(
                        "arc-detection",
                        "Arc detector (VEDLIoT's layers, our widths)",
                        source,
                        new InputSize(0, 0, 0, 0, 0, 0),
                        TinyNetworks::arcDetection)
                .figure(exact(Quantity.DENSE_LAYERS, 4, source));
    }

    private static ZooEntry bert() {
        return encoder("bert-base", "BERT base (uncased)", Transformer.BERT_BASE)
                .alias("bert")
                .figure(exact(Quantity.PARAMETERS, 109_482_240, "huggingface bert-base-uncased (BertModel)"))
                .figure(rounded(Quantity.PARAMETERS, 110 * MEGA, MEGA, "Devlin et al., section 3")
                        .within(0.01, "rounded up"))
                .figure(rounded(Quantity.MACS, 22.5 * GIGA / 2, 0.1 * GIGA, "Sun et al., arXiv 2004.02984, table 4")
                        .within(0.01, "22.5 B operations, two a MAC, element-wise ones included"));
    }

    private static ZooEntry miniLm6() {
        return encoder("minilm-l6", "MiniLM-L6-H384 (uncased)", Transformer.MINILM_L6)
                .alias("minilm")
                .figure(exact(Quantity.PARAMETERS, 22_713_216, "huggingface sentence-transformers/all-MiniLM-L6-v2"));
    }

    private static ZooEntry miniLm12() {
        return encoder("minilm-l12", "MiniLM-L12-H384 (uncased)", Transformer.MINILM_L12)
                .figure(exact(Quantity.PARAMETERS, 33_360_000, "huggingface sentence-transformers/all-MiniLM-L12-v2"))
                .figure(rounded(Quantity.PARAMETERS, 33 * MEGA, MEGA, "Wang et al., arXiv 2002.10957, table 3"));
    }

    private static ZooEntry encoder(String name, String title, Transformer.Plan plan) {
        return ZooEntry.of(
                name,
                title,
                "Devlin et al., NAACL 2019, arXiv 1810.04805; Wang et al. (MiniLM), arXiv 2002.10957",
                InputSize.sequence(128, 1, 512),
                options -> Transformer.encoder(name, plan, options));
    }
}
