package org.systole.quantize;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Whether two operations or types say the same, arrays compared by their elements. */
final class SameContent {
    private SameContent() {}

    static boolean of(Object a, Object b) {
        if (a == b) return true;
        if (a == null || b == null || a.getClass() != b.getClass()) return false;
        return switch (a) {
            case int[] x -> Arrays.equals(x, (int[]) b);
            case long[] x -> Arrays.equals(x, (long[]) b);
            case float[] x -> Arrays.equals(x, (float[]) b);
            case double[] x -> Arrays.equals(x, (double[]) b);
            case Object[] x -> lists(Arrays.asList(x), Arrays.asList((Object[]) b));
            case List<?> x -> lists(x, (List<?>) b);
            case Record x -> records(x, b);
            default -> Objects.equals(a, b);
        };
    }

    private static boolean lists(List<?> a, List<?> b) {
        if (a.size() != b.size()) return false;
        for (int i = 0; i < a.size(); i++) if (!of(a.get(i), b.get(i))) return false;
        return true;
    }

    private static boolean records(Record a, Object b) {
        try {
            for (RecordComponent component : a.getClass().getRecordComponents()) {
                var accessor = component.getAccessor();
                accessor.setAccessible(true);
                if (!of(accessor.invoke(a), accessor.invoke(b))) return false;
            }
            return true;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
