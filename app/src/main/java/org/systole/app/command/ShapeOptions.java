package org.systole.app.command;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option of commands that run a model on data: shapes that the model leaves open. */
final class ShapeOptions {
    @Option(
            names = "--shape",
            paramLabel = "INPUT=SHAPE",
            description = "The shape of an input that the model leaves open, such as x=1x3x224x224; repeatable.")
    private List<String> shapes = new ArrayList<>();

    /** Returns the shapes as they were given, {@code INPUT=SHAPE} each. */
    List<String> given() {
        return shapes;
    }
}
