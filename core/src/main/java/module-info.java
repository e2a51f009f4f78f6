/**
 * The library behind Systole: from the model file to the report.
 *
 * <p>The exported packages are the public interface; a package named {@code internal} never is one.
 */
module org.systole.core {
    requires com.google.protobuf;
    requires com.microsoft.onnxruntime;
    requires java.desktop;
    requires jdk.incubator.vector;
    requires java.sql;
    requires moeaframework;
    requires org.snakeyaml.engine;
    requires org.xerial.sqlitejdbc;
    requires tools.jackson.core;
    requires tools.jackson.databind;

    exports org.systole.compile;
    exports org.systole.cost;
    exports org.systole.explore;
    exports org.systole.files;
    exports org.systole.formats;
    exports org.systole.data;
    exports org.systole.graph;
    exports org.systole.hardware;
    exports org.systole.mapping;
    exports org.systole.onnx;
    exports org.systole.precision;
    exports org.systole.problem;
    exports org.systole.quantize;
    exports org.systole.report;
    exports org.systole.rtl;
    exports org.systole.simulate;
    exports org.systole.tensor;
    exports org.systole.units;
    exports org.systole.workload;
    exports org.systole.yaml;
    exports org.systole.zoo;

    uses org.systole.explore.ClusterEngine;
    uses org.systole.report.TableEngine;
}
