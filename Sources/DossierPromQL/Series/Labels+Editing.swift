extension Labels {
    /// The labels with these names alone, which are in byte order.
    package func keeping(_ names: [[UInt8]]) -> Labels {
        filtered { names.containsSorted($0) }
    }

    /// The labels without these names, which are in byte order.
    package func dropping(_ names: [[UInt8]]) -> Labels {
        filtered { !names.containsSorted($0) }
    }

    /// Without what says which metric it is: name, type and unit.
    package func droppingMetadata() -> Labels {
        var cursor = LabelCursor(encoded)
        var found = false
        while cursor.next(), !found {
            found = LabelName.metadata.containsSorted(encoded[cursor.name])
        }
        return found ? dropping(LabelName.metadata) : self
    }

    /// The labels with one set to a value; an empty value removes it.
    package func setting(_ name: [UInt8], _ value: [UInt8]) -> Labels {
        var builder = LabelsBuilder(reserving: encoded.count + name.count + value.count + 2)
        var cursor = LabelCursor(encoded)
        var isPlaced = false
        while cursor.next() {
            let order = encoded.compare(cursor.name, name, name.indices)
            if order >= 0, !isPlaced {
                builder.append(name, value)
                isPlaced = true
            }
            if order != 0 { builder.append(encodedPair: encoded[cursor.pair]) }
        }
        if !isPlaced { builder.append(name, value) }
        return builder.finish()
    }

    private func filtered(_ isKept: (ArraySlice<UInt8>) -> Bool) -> Labels {
        var builder = LabelsBuilder(reserving: encoded.count)
        var cursor = LabelCursor(encoded)
        while cursor.next() {
            guard isKept(encoded[cursor.name]) else { continue }
            builder.append(encodedPair: encoded[cursor.pair])
        }
        return builder.finish()
    }
}

extension [[UInt8]] {
    /// Whether the name is among these, which are in byte order.
    func containsSorted(_ name: ArraySlice<UInt8>) -> Bool {
        for candidate in self {
            let order = candidate.compare(candidate.indices, name)
            if order == 0 { return true }
            if order > 0 { return false }
        }
        return false
    }

    /// The names once each, in byte order.
    package func sortedByBytes() -> [[UInt8]] {
        var result: [[UInt8]] = []
        for name in sorted(by: { $0.precedes($1) }) where result.last != name {
            result.append(name)
        }
        return result
    }
}
