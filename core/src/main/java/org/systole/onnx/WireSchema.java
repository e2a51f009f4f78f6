package org.systole.onnx;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.HashMap;
import java.util.Map;
import org.systole.onnx.proto.Onnx;

/** What each field of each message of the format holds: the generated descriptors as flat tables for the scan. */
final class WireSchema {
    /** How a field is encoded. */
    enum Kind {
        VARINT,
        FIXED32,
        FIXED64,
        TEXT,
        BYTES,
        MESSAGE
    }

    /**
     * A field.
     *
     * @param name as in the schema
     * @param kind how it is encoded
     * @param repeated whether it may occur more than once
     * @param message what it holds, when it is a message
     */
    record Field(String name, Kind kind, boolean repeated, WireSchema message) {}

    /** The whole model. */
    static final WireSchema MODEL = of(Onnx.ModelProto.getDescriptor(), new HashMap<>());

    private final String name;
    private final Field[] fields;

    private WireSchema(Descriptor type) {
        this.name = type.getName();
        int highest = type.getFields().stream()
                .mapToInt(FieldDescriptor::getNumber)
                .max()
                .orElse(0);
        this.fields = new Field[highest + 1];
    }

    /** Returns the message's name. */
    String name() {
        return name;
    }

    /** Returns the highest field number. */
    int highest() {
        return fields.length - 1;
    }

    /** Returns a field, or null when the number is not known. */
    Field field(int number) {
        return number < fields.length ? fields[number] : null;
    }

    private static WireSchema of(Descriptor type, Map<Descriptor, WireSchema> made) {
        WireSchema known = made.get(type);
        if (known != null) return known;
        var schema = new WireSchema(type);
        made.put(type, schema);
        for (FieldDescriptor field : type.getFields()) {
            Kind kind = kind(field);
            WireSchema message = kind == Kind.MESSAGE ? of(field.getMessageType(), made) : null;
            schema.fields[field.getNumber()] = new Field(field.getName(), kind, field.isRepeated(), message);
        }
        return schema;
    }

    private static Kind kind(FieldDescriptor field) {
        return switch (field.getType()) {
            case MESSAGE -> Kind.MESSAGE;
            case STRING -> Kind.TEXT;
            case BYTES -> Kind.BYTES;
            case FLOAT, FIXED32, SFIXED32 -> Kind.FIXED32;
            case DOUBLE, FIXED64, SFIXED64 -> Kind.FIXED64;
            default -> Kind.VARINT;
        };
    }
}
