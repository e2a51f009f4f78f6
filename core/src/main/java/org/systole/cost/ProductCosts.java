package org.systole.cost;

import org.systole.formats.Product;

/** What the products of number formats cost at a technology and clock: the multiplier, or the shifters and gates in its place. */
public final class ProductCosts {
    private final Logic logic;
    private final String technology;

    ProductCosts(Logic logic, String technology) {
        this.logic = logic;
        this.technology = technology;
    }

    /**
     * What one product costs, the addition to the partial sum left out.
     *
     * @param energyPj energy of one product
     * @param areaUm2 area of what forms it
     */
    public record ProductCost(Cost energyPj, Cost areaUm2) {}

    /** Returns the technology's name. */
    public String technology() {
        return technology;
    }

    /** Returns the cost of a product. */
    public ProductCost of(Product product) {
        Component part = component(product);
        return new ProductCost(part.energyPj(), part.areaUm2());
    }

    /** Returns the cost of an adder of so many bits. */
    public ProductCost adder(int bits) {
        Component part = logic.adder(bits);
        return new ProductCost(part.energyPj(), part.areaUm2());
    }

    private Component component(Product product) {
        return switch (product.kind()) {
            case MULTIPLIER -> logic.multiplier(product.bitsA(), product.bitsB());
            case FLOAT_MULTIPLIER ->
                logic.floatMultiplier(new FloatShape(product.bitsA() + product.bitsB(), product.bitsA()));
            case SHIFTER -> {
                Component shifters = logic.shifter(product.bitsA()).times(product.count());
                yield product.adders() == 0
                        ? shifters
                        : shifters.plus(logic.adder(product.adderBits()).times(product.adders()));
            }
            case GATES, XNOR -> logic.bitwise(product.bitsA());
        };
    }
}
