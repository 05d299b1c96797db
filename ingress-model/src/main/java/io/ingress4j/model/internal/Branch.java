package io.ingress4j.model.internal;

import org.jspecify.annotations.Nullable;

/** Several ways. A builder changes the branches it owns in place; a branch that a map was made of has no owner left. */
final class Branch {
    int bitmap;
    Object[] slots;
    private final @Nullable Object owner;

    Branch(int bitmap, Object[] slots, @Nullable Object owner) {
        this.bitmap = bitmap;
        this.slots = slots;
        this.owner = owner;
    }

    int indexOf(int bit) {
        return Integer.bitCount(bitmap & (bit - 1));
    }

    @Nullable
    Object slotOf(int bit) {
        return (bitmap & bit) == 0 ? null : slots[indexOf(bit)];
    }

    Branch withSlot(int index, Object slot, @Nullable Object builder) {
        if (slots[index] == slot) {
            return this;
        }
        if (builder != null && owner == builder) {
            slots[index] = slot;
            return this;
        }
        Object[] copy = slots.clone();
        copy[index] = slot;
        return new Branch(bitmap, copy, builder);
    }

    Branch withWay(int bit, Object slot, @Nullable Object builder) {
        int index = indexOf(bit);
        Object[] wider = new Object[slots.length + 1];
        System.arraycopy(slots, 0, wider, 0, index);
        wider[index] = slot;
        System.arraycopy(slots, index, wider, index + 1, slots.length - index);
        if (builder != null && owner == builder) {
            bitmap |= bit;
            slots = wider;
            return this;
        }
        return new Branch(bitmap | bit, wider, builder);
    }
}
