package org.systole.quantize;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.systole.formats.Formats;
import org.systole.formats.Grid;
import org.systole.graph.Node;
import org.systole.problem.SystoleException;
import org.systole.tensor.Shape;

/**
 * Operations of an integer network as JSON trees and back, to the bit: every component of their records by name, so a new
 * operation needs no line here.
 *
 * <p>Weights that the model holds as a constant are written as its name; nodes of the float graph as their names.
 */
final class OpCodec {
    private final Function<IntegerTensor, String> constantOf;
    private final Function<Node, String> nodeOf;
    private final Function<String, IntegerTensor> constants;
    private final Function<String, Node> nodes;

    private OpCodec(
            Function<IntegerTensor, String> constantOf,
            Function<Node, String> nodeOf,
            Function<String, IntegerTensor> constants,
            Function<String, Node> nodes) {
        this.constantOf = constantOf;
        this.nodeOf = nodeOf;
        this.constants = constants;
        this.nodes = nodes;
    }

    /**
     * Returns a codec that writes.
     *
     * @param constantOf name of the model's constant that holds a tensor, or null
     * @param nodeOf name of the node in the model
     */
    static OpCodec writer(Function<IntegerTensor, String> constantOf, Function<Node, String> nodeOf) {
        return new OpCodec(constantOf, nodeOf, null, null);
    }

    /** Returns a codec that reads: constants and nodes by the names that the writer gave. */
    static OpCodec reader(Function<String, IntegerTensor> constants, Function<String, Node> nodes) {
        return new OpCodec(null, null, constants, nodes);
    }

    /** Returns the tree of an operation. */
    Map<String, Object> write(IntegerOp op) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("op", op.getClass().getSimpleName());
        components(op, tree);
        return tree;
    }

    private void components(Object record, Map<String, Object> tree) {
        for (RecordComponent component : record.getClass().getRecordComponents())
            tree.put(component.getName(), tree(get(record, component)));
    }

    private Object tree(Object value) {
        return switch (value) {
            case null -> null;
            case Boolean truth -> truth;
            case Float real -> real.doubleValue();
            case Number number -> number;
            case String text -> text;
            case Enum<?> word -> word.name();
            case Grid grid -> grid.name();
            case Node node -> nodeOf.apply(node);
            case Shape shape -> list(shape.extents());
            case IntegerTensor tensor -> tensor(tensor);
            case List<?> items -> items.stream().map(this::tree).toList();
            case Record record -> {
                var nested = new LinkedHashMap<String, Object>();
                if (record instanceof IntegerOp op)
                    nested.put("op", op.getClass().getSimpleName());
                components(record, nested);
                yield nested;
            }
            default -> {
                if (!value.getClass().isArray())
                    throw new IllegalArgumentException("cannot write a " + value.getClass());
                yield list(value);
            }
        };
    }

    private Object tensor(IntegerTensor tensor) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("shape", list(tensor.shape().extents()));
        String constant = constantOf.apply(tensor);
        if (constant != null) tree.put("constant", constant);
        else tree.put("values", list(tensor.values()));
        return tree;
    }

    private List<Object> list(Object array) {
        var items = new ArrayList<Object>();
        for (int i = 0; i < Array.getLength(array); i++) items.add(tree(Array.get(array, i)));
        return items;
    }

    private static Object get(Object record, RecordComponent component) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Returns the operation of a tree.
     *
     * @throws IllegalArgumentException when it is none
     */
    IntegerOp read(Object tree) {
        return (IntegerOp) record(operation(IntegerOp.class, (String) map(tree).get("op")), map(tree));
    }

    private static Class<?> operation(Class<?> family, String name) {
        for (Class<?> permitted : family.getPermittedSubclasses()) {
            if (permitted.isRecord() && permitted.getSimpleName().equals(name)) return permitted;
            if (permitted.isSealed()) {
                Class<?> found = find(permitted, name);
                if (found != null) return found;
            }
        }
        throw new IllegalArgumentException("there is no operation '" + name + "'");
    }

    private static Class<?> find(Class<?> family, String name) {
        for (Class<?> permitted : family.getPermittedSubclasses()) {
            if (permitted.isRecord() && permitted.getSimpleName().equals(name)) return permitted;
            Class<?> found = permitted.isSealed() ? find(permitted, name) : null;
            if (found != null) return found;
        }
        return null;
    }

    private Object record(Class<?> type, Map<?, ?> tree) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = value(components[i].getGenericType(), tree.get(components[i].getName()));
        }
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    type.getSimpleName() + ": " + e.getCause().getMessage(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Object value(Type type, Object tree) {
        if (type instanceof ParameterizedType list)
            return ((List<?>) tree)
                    .stream()
                            .map(item -> value(list.getActualTypeArguments()[0], item))
                            .toList();
        Class<?> wanted = (Class<?>) type;
        if (tree == null) return null;
        if (wanted == int.class || wanted == Integer.class) return Math.toIntExact(((Number) tree).longValue());
        if (wanted == long.class || wanted == Long.class) return ((Number) tree).longValue();
        if (wanted == float.class || wanted == Float.class) return ((Number) tree).floatValue();
        if (wanted == double.class || wanted == Double.class) return ((Number) tree).doubleValue();
        if (wanted == boolean.class || wanted == Boolean.class || wanted == String.class) return tree;
        if (wanted == Node.class) return nodes.apply((String) tree);
        if (wanted == Grid.class) return grid(tree);
        if (wanted == Shape.class) return Shape.of((int[]) array(int.class, (List<?>) tree));
        if (wanted == IntegerTensor.class) return tensor(map(tree));
        if (wanted.isArray()) return array(wanted.getComponentType(), (List<?>) tree);
        if (wanted.isEnum()) return word(wanted, (String) tree);
        if (IntegerOp.class.isAssignableFrom(wanted) && wanted.isSealed()) return read(tree);
        if (wanted.isRecord()) return record(wanted, map(tree));
        throw new IllegalArgumentException("cannot read a " + wanted);
    }

    /** Returns the grid of a name; null for null. */
    static Grid grid(Object name) {
        try {
            return name == null ? null : Formats.parse((String) name).grid();
        } catch (SystoleException e) {
            throw new IllegalArgumentException("there is no grid '" + name + "'", e);
        }
    }

    private static Object word(Class<?> type, String name) {
        for (Object constant : type.getEnumConstants())
            if (((Enum<?>) constant).name().equals(name)) return constant;
        throw new IllegalArgumentException("there is no " + type.getSimpleName() + " '" + name + "'");
    }

    private Object array(Class<?> component, List<?> items) {
        Object array = Array.newInstance(component, items.size());
        for (int i = 0; i < items.size(); i++) Array.set(array, i, value(component, items.get(i)));
        return array;
    }

    private IntegerTensor tensor(Map<?, ?> tree) {
        Shape shape = Shape.of((int[]) array(int.class, (List<?>) tree.get("shape")));
        if (tree.get("constant") instanceof String name)
            return new IntegerTensor(shape, constants.apply(name).values());
        return new IntegerTensor(shape, (int[]) array(int.class, (List<?>) tree.get("values")));
    }

    private static Map<?, ?> map(Object tree) {
        if (tree instanceof Map<?, ?> map) return map;
        throw new IllegalArgumentException("expected a mapping, found " + tree);
    }
}
