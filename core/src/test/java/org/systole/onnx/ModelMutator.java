package org.systole.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.systole.onnx.proto.Onnx.ModelProto;

/** Makes broken models out of sound ones: in their bytes, or in their parts. The same seed gives the same model. */
final class ModelMutator {
    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        2,
        3,
        7,
        16,
        64,
        255,
        1000,
        65_536,
        Integer.MAX_VALUE,
        1L << 31,
        1L << 32,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };
    private static final String[] TEXTS = {
        "",
        "x",
        "y",
        "w",
        "Relu",
        "Conv",
        "If",
        "Loop",
        "Constant",
        "Reshape",
        "../secret",
        "/dev/zero",
        "a\nb",
        "axis",
        "value",
        "then_branch",
        "SAME_UPPER",
        "com.microsoft",
        "ai.onnx",
        "raw",
        "\u202e",
        "n".repeat(3000)
    };

    private final SplittableRandom random;

    ModelMutator(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Returns a broken model. */
    byte[] mutate(List<byte[]> models) {
        byte[] model = models.get(random.nextInt(models.size()));
        int rounds = 1 + random.nextInt(4);
        if (random.nextInt(3) > 0) {
            try {
                Message.Builder builder = ModelProto.parseFrom(model).toBuilder();
                for (int i = 0; i < rounds; i++) mutate(builder, 0);
                return builder.build().toByteArray();
            } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                throw new IllegalStateException(e);
            }
        }
        byte[] bytes = model.clone();
        for (int i = 0; i < rounds; i++) bytes = mutate(bytes, models);
        return bytes;
    }

    private byte[] mutate(byte[] bytes, List<byte[]> models) {
        if (bytes.length == 0) return bytes;
        int at = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - at, 1 + random.nextInt(1 + random.nextInt(64)));
        switch (random.nextInt(7)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            case 2 -> bytes = Arrays.copyOf(bytes, at);
            case 3 -> bytes = splice(bytes, at, at + length, new byte[0]);
            case 4 -> bytes = splice(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
            case 5 -> Arrays.fill(bytes, at, at + length, (byte) (random.nextBoolean() ? 0xff : 0x80));
            default -> {
                byte[] other = models.get(random.nextInt(models.size()));
                int from = random.nextInt(other.length);
                int end = Math.min(other.length, from + length);
                bytes = splice(bytes, at, at + length, Arrays.copyOfRange(other, from, end));
            }
        }
        return bytes;
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] middle) {
        byte[] result = Arrays.copyOf(bytes, from + middle.length + bytes.length - to);
        System.arraycopy(middle, 0, result, from, middle.length);
        System.arraycopy(bytes, to, result, from + middle.length, bytes.length - to);
        return result;
    }

    /** Changes one field of the message, or of one of its parts. */
    private void mutate(Message.Builder message, int depth) {
        List<FieldDescriptor> set = new ArrayList<>(message.getAllFields().keySet());
        List<FieldDescriptor> all = message.getDescriptorForType().getFields();
        FieldDescriptor field = set.isEmpty() || random.nextInt(6) == 0
                ? all.get(random.nextInt(all.size()))
                : set.get(random.nextInt(set.size()));
        boolean present = set.contains(field);
        boolean inner = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
        if (present && inner && depth < 20 && random.nextInt(8) > 0) {
            if (!field.isRepeated()) mutate(message.getFieldBuilder(field), depth + 1);
            else
                mutate(
                        message.getRepeatedFieldBuilder(field, random.nextInt(message.getRepeatedFieldCount(field))),
                        depth + 1);
        } else if (field.isRepeated()) {
            repeated(message, field);
        } else if (present && random.nextInt(4) == 0) {
            message.clearField(field);
        } else {
            message.setField(field, value(message, field));
        }
    }

    private void repeated(Message.Builder message, FieldDescriptor field) {
        int count = message.getRepeatedFieldCount(field);
        int at = count == 0 ? 0 : random.nextInt(count);
        int choice = random.nextInt(count == 0 ? 1 : 5);
        switch (choice) {
            case 0 -> message.addRepeatedField(field, value(message, field));
            case 1 -> message.setRepeatedField(field, at, value(message, field));
            case 2 -> message.addRepeatedField(field, message.getRepeatedField(field, at));
            case 3 -> {
                Object first = message.getRepeatedField(field, at);
                int other = random.nextInt(count);
                message.setRepeatedField(field, at, message.getRepeatedField(field, other));
                message.setRepeatedField(field, other, first);
            }
            default -> {
                List<Object> rest = new ArrayList<>((List<?>) message.getField(field));
                rest.remove(at);
                message.setField(field, rest);
            }
        }
    }

    private Object value(Message.Builder message, FieldDescriptor field) {
        long number = NUMBERS[random.nextInt(NUMBERS.length)];
        return switch (field.getJavaType()) {
            case INT -> (int) number;
            case LONG -> number;
            case FLOAT -> random.nextBoolean() ? Float.NaN : (float) number;
            case DOUBLE -> random.nextBoolean() ? Double.POSITIVE_INFINITY : (double) number;
            case BOOLEAN -> random.nextBoolean();
            case STRING -> TEXTS[random.nextInt(TEXTS.length)];
            case BYTE_STRING -> ByteString.copyFrom(new byte[random.nextInt(20)]);
            case ENUM -> {
                EnumDescriptor type = field.getEnumType();
                yield type.getValues().get(random.nextInt(type.getValues().size()));
            }
            case MESSAGE -> message.newBuilderForField(field).build();
        };
    }
}
